"""The spaCy pipeline: a tokeniser and a span ruler, built from data/lexicon and nothing else."""
