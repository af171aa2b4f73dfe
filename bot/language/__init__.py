"""The spaCy pipeline: a tokeniser and an entity ruler, built from data/lexicon and nothing else."""
