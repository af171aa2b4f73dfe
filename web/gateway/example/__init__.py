"""The example agency's website: its pages, and its vacancies as a real site would show them."""
