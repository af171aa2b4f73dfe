"""The components that config.yml names. Each is Rasa's shape outside and a pure function inside."""
