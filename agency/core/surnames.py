"""Surnames that are jobs, or were: Cook, Taylor, Smith."""

_JOBS_AND_NAMES = """
    carver chaplain copper dancer groom imam joiner packer pastor priest raf vicar
    archer baker barber barker bishop bowman brewer butcher butler carpenter carter chandler
    chapman clark clarke clerk cook cooke cooper dean draper driver dyer farmer fisher fletcher
    forester forrester fowler gardener gardiner gardner glover goldsmith harper hunter judge knight
    marshall mason mercer miller milner naylor nurse page painter palmer parker parson parsons
    piper plumber porter potter ranger reeve reeves rider roper sadler sailor sawyer sergeant
    shepherd singer skinner slater smith spencer spicer squire steward stewart stringer tailor
    tanner taylor thatcher tiler tinker trainer turner tyler usher wainwright walker waller ward
    warden weaver webster wheeler wright
"""
_SURNAMES = frozenset(_JOBS_AND_NAMES.split())


def is_surname(word: str) -> bool:
    """Say whether *word*, which names a job, is a name that people have as well."""
    return word.casefold() in _SURNAMES
