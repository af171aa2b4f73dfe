"""Serve both doors: `python -m web`."""

import gc

import uvicorn

from agency.logs import configure_logs
from agency.refusals import said_in_a_sentence
from agency.settings import Settings
from web.app import create_app

# A browser that stops in the middle of a request does not hold a connection for long.
IDLE_CONNECTION = 15
LAST_WORDS = 12


def main() -> None:
    """Listen where the settings say, until a signal ends it."""
    configure_logs()
    with said_in_a_sentence():
        settings = Settings.load()
        app = create_app(settings)
    # What was read once stays for good: to look through it for garbage holds a page up for 0.2 s.
    gc.freeze()
    uvicorn.run(
        app,
        host=settings.host,
        port=settings.port,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=settings.behind_proxy == "on",
        forwarded_allow_ips="127.0.0.1",
        timeout_keep_alive=IDLE_CONNECTION,
        timeout_graceful_shutdown=LAST_WORDS,
    )


if __name__ == "__main__":
    main()
