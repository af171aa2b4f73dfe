from agency.core.passages import choose_passage

TOLD = "It is free. You may say no to a booking."
MORE = """**PAYE or umbrella?** On PAYE the rate is your pay before tax.

**Holiday:** 5.6 weeks a year, shown separately.

- **Student visa:** up to 20 hours a week.
- **Graduate visa:** send the share code.

**Questions you may be asked:**

- Why this work, and why now?

**Notice, sickness, pension:** these are in your written terms."""


def test_a_question_finds_the_paragraph_whose_label_it_speaks_of():
    holiday = choose_passage("what about holiday pay", TOLD, MORE)
    assert holiday == "**Holiday:** 5.6 weeks a year, shown separately."
    assert str(choose_passage("sick pay?", TOLD, MORE)).startswith("**Notice, sickness")


def test_a_line_of_a_list_is_found_by_itself():
    assert choose_passage("im on a graduate visa", TOLD, MORE) == (
        "- **Graduate visa:** send the share code."
    )


def test_a_label_that_opens_a_list_brings_its_list():
    assert choose_passage("which questions do they ask", TOLD, MORE) == (
        "**Questions you may be asked:**\n\n- Why this work, and why now?"
    )


def test_the_first_line_of_a_list_is_found_as_the_others_are():
    more = "**Worth looking up:**\n\n- **Makaton:** signs.\n- **Thrive:** an approach."
    assert choose_passage("where do i learn makaton", TOLD, more) == (
        "**Worth looking up:**\n\n- **Makaton:** signs."
    )
    assert choose_passage("thrive?", TOLD, more) == "- **Thrive:** an approach."


def test_what_was_told_already_finds_nothing():
    told = "Your holiday is shown in the papers."
    assert choose_passage("and the holidays?", told, MORE) is None


def test_what_was_only_mentioned_is_told_in_full():
    told = "It is free.\n\nWe also look at your notice and your holiday."
    holiday = choose_passage("and the holidays?", told, MORE)
    assert holiday == "**Holiday:** 5.6 weeks a year, shown separately."
    assert choose_passage("and the holidays?", "Free.\n\n- **Holiday:** yes.", MORE) is None


def test_a_word_of_one_label_finds_it_however_often_it_is_used():
    more = "**Pension:** ask.\n\nA pension.\n\nNo pension.\n\nYour pension."
    assert choose_passage("is there a pension", TOLD, more) == "**Pension:** ask."


def test_two_common_words_together_can_say_what_is_asked():
    more = "**How long?** Some days.\n\n**Starting before it is back** is for the school to say."
    assert choose_passage("how long does it take", TOLD, more) == "**How long?** Some days."
    assert str(choose_passage("can i start before it is back", TOLD, more)).startswith("**Starting")
    assert choose_passage("how far is it", TOLD, more) is None


def test_an_o_level_is_no_level_of_anything_else():
    told, more = "**Level 2** will do.", "**O levels:** many count.\n\n**A levels:** good."
    assert choose_passage("is an o level ok", told, more) == "**O levels:** many count."
    assert choose_passage("i have a levels", told, more) == "**A levels:** good."
    assert choose_passage("do i need a level 3", told, more) is None


def test_words_that_every_question_holds_find_nothing():
    assert choose_passage("how does the work in a school start", TOLD, MORE) is None
    assert choose_passage("", TOLD, MORE) is None


def test_of_a_story_only_its_questions_count():
    story = "I had a holiday and a pension " * 8 + "and so on. Do I need an umbrella?"
    assert str(choose_passage(story, TOLD, MORE)).startswith("**PAYE or umbrella?**")
