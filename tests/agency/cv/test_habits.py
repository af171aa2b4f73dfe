"""How people write CVs whom nobody told how: each habit is read for what it means."""

from __future__ import annotations

from agency.cv.reader import read_cv
from agency.cv.reading import CvReading
from tests.cv_set import TODAY

HEAD = "Jo Example\njo@example.org\n07700 900123\nStockport SK4 4QT\n\n"


def read(text: str) -> CvReading:
    return read_cv((HEAD + text).encode(), "cv.txt", today=TODAY)


def jobs(text: str) -> list[tuple[str | None, str | None, str | None]]:
    return [(job.title, job.employer, job.start) for job in read(text).jobs]


def passed(text: str) -> list[tuple[str, str | None, int | None]]:
    return [(each.name, each.grade, each.year) for each in read(text).qualifications]


def test_several_jobs_in_one_line_are_several_jobs():
    told = "Employment\nEarlier: Typist, Example & Co Solicitors (2005–2011); Receptionist, Example"

    assert jobs(f"{told} Dental Practice (2002–2005)") == [
        ("Typist", "Example & Co Solicitors", "2005"),
        ("Receptionist", "Example Dental Practice", "2002"),
    ]


def test_years_away_lend_their_dates_to_no_job():
    told = (
        "Employment\n2014 - 2016: Travelling in Asia\n\nTrainee Manager, Example Stores\n2012-2014"
    )

    assert jobs(told) == [("Trainee Manager", "Example Stores", "2012")]


def test_where_somebody_worked_may_be_told_before_as_what():
    told = "My work\nI have worked at Example Oak School as a Learning Mentor since 2019."

    assert jobs(told) == [("Learning Mentor", "Example Oak School", "2019")]


def test_a_job_of_one_summer_stands_among_jobs_of_years():
    told = "Experience\nCamp Counsellor, Camp Example, Summer 2025\n"

    assert jobs(f"{told}Retail Assistant, Example Books, 2022 – 2024") == [
        ("Camp Counsellor", "Camp Example", "2025"),
        ("Retail Assistant", "Example Books", "2022"),
    ]


def test_three_posts_below_one_employer_are_all_with_that_employer():
    told = (
        "Employment\nExample Ducklings Nursery\n"
        "Room Leader (Sept '21 – date)\n• key children\n"
        "Nursery Nurse (Sept '19 – Aug '21)\n• key children\n"
        "Apprentice (Sept '17 – Aug '19)\n"
    )

    assert [employer for _, employer, _ in jobs(told)] == ["Example Ducklings Nursery"] * 3


def test_learning_is_what_a_teacher_supports_and_nobodys_employer():
    told = "Experience\n2018 – present\nExample High School\nPrincipal Teacher Support for Learning"

    assert jobs(told) == [("Principal Teacher Support for Learning", "Example High School", "2018")]


def test_qualifications_in_a_sentence_are_read():
    told = "I left school in 2016 with GCSE English (D) and GCSE Maths (E). "

    assert passed(f"{told}I did my NVQ Level 3 Childcare in 2019 and I love it.") == [
        ("GCSE English", "D", 2016),
        ("GCSE Maths", "E", 2016),
        ("NVQ Level 3 Childcare", None, 2019),
    ]


def test_a_subject_with_a_comma_in_its_name_is_one_subject():
    told = "Education\nLevel 3 Diploma in Children's Care, Learning and Development – 2020"

    assert passed(told) == [
        ("Level 3 Diploma in Children's Care, Learning and Development", None, 2020)
    ]


def test_subjects_in_rows_below_the_kind_of_exam_are_its_subjects():
    assert passed("Education\nGCSEs, Example High School, 2024\nHistory   7\nMathematics   5") == [
        ("GCSE History", "7", 2024),
        ("GCSE Mathematics", "5", 2024),
    ]


def test_a_class_of_degree_is_known_in_any_wording():
    for wording in ("Second Class Upper", "2nd Class Honours, Upper Division", "Second Upper"):
        assert passed(f"Education\nBSc Nursing ({wording}), University of Example, 2011") == [
            ("BSc Nursing", "2:1", 2011)
        ]


def test_a_form_that_asks_for_both_names_gives_both():
    form = "Surname:\tExample\nForename(s):\tMohammed Yusuf\nE-mail:\ty.example@example.org\n"

    assert read_cv(form.encode(), "form.txt", today=TODAY).name == "Mohammed Yusuf Example"


def test_the_marks_of_a_plain_editor_are_no_words():
    told = "# Yusra El-Example\n\n**Email:** y@example.org\n\n## Experience\n\n### Interpreter\n"
    reading = read_cv(f"{told}*Example Line Ltd* | 2018 – 2022".encode(), "cv.txt", today=TODAY)

    assert reading.name == "Yusra El-Example"
    assert [(job.title, job.employer) for job in reading.jobs] == [
        ("Interpreter", "Example Line Ltd")
    ]


def test_a_referees_number_is_nobodys_but_the_referees():
    text = "Jo Example\njo@example.org\n\nWho to ask\nMrs P. Other, 07700 900999, M1 1AA"
    reading = read_cv(text.encode(), "cv.txt", today=TODAY)

    assert (reading.phone, reading.postcode) == (None, None)


def test_a_title_nobody_foresaw_stands_where_the_titles_around_it_stand():
    told = (
        "Experience\nTeacher of Biology\nExample Grange School | 2015 - 2019\n\n"
        "Glimmer of the Quib\nZonko Brae | 2011 - 2015\n"
    )

    assert jobs(told) == [
        ("Teacher of Biology", "Example Grange School", "2015"),
        ("Glimmer of the Quib", "Zonko Brae", "2011"),
    ]


def test_a_rail_drawn_beside_dates_and_jobs_makes_no_list_of_them():
    told = (
        "Work experience\n• 2022 - Present\n• SEN Keyworker\n• Example Children's Centre\n"
        "• Sensory room sessions\n• 2019 - 2022\n• Nursery Nurse\n• Example Tots Nursery\n"
    )

    assert jobs(told) == [
        ("SEN Keyworker", "Example Children's Centre", "2022"),
        ("Nursery Nurse", "Example Tots Nursery", "2019"),
    ]


def test_a_month_at_the_end_of_a_line_belongs_to_the_year_below():
    told = "Employment\nNurse, Example Community NHS Trust, June\n2012 to March 2024\n"

    assert jobs(told) == [("Nurse", "Example Community NHS Trust", "2012-06")]


def test_how_well_may_stand_behind_where():
    told = "Education\nNVQ Level 3 Childcare\nExample College, 2018, Merit\n"

    assert passed(told) == [("NVQ Level 3 Childcare", "Merit", 2018)]


def test_a_degree_told_in_full_and_short_is_no_grade():
    told = (
        "Education\nExample University\nBachelor of Arts - BA, Education Studies · (2014 - 2017)\n"
    )

    assert passed(told) == [("Bachelor of Arts Education Studies", None, 2017)]


def test_each_dated_line_says_what_was_passed_in_its_own_years():
    told = (
        "Education\n2018 – 2020: Example Heath Sixth Form – A Levels: Psychology A, Biology B\n"
        "2018: 9 GCSEs grades 9–6 including Mathematics (8)\n"
    )

    assert passed(told) == [
        ("A Level Psychology", "A", 2020),
        ("A Level Biology", "B", 2020),
        ("9 GCSEs", "9-6", 2018),
        ("GCSE Mathematics", "8", 2018),
    ]


def test_a_postcode_no_letter_could_reach_is_kept_as_it_is_written():
    told = (
        "Jo Example\nReading, RG30 2KN\njo@example.org\n\nProfile\nWarm and patient with pupils.\n"
    )

    assert read_cv(told.encode(), "cv.txt", today=TODAY).postcode == "RG30 2KN"


def test_the_years_below_school_subjects_are_the_years_of_them_all():
    told = "Education\nA Levels\nPsychology: B\nHistory: C\n2014 - 2016\n"

    assert passed(told) == [("A Level Psychology", "B", 2016), ("A Level History", "C", 2016)]


def test_letters_told_together_behind_the_last_subject_are_one_for_each():
    told = "Education\nA-levels (2010): Biology, Chemistry, Maths (BBC)\n"

    assert passed(told) == [
        ("A Level Biology", "B", 2010),
        ("A Level Chemistry", "B", 2010),
        ("A Level Maths", "C", 2010),
    ]


def test_the_date_of_a_training_is_no_date_of_the_certificate_above():
    told = "Qualifications\n- GCSE Maths grade C\n- Paediatric First Aid (exp. 2026)\n"

    assert passed(told) == [("GCSE Maths", "C", None)]
