"""The ways in and out, in the order in which an address is looked for."""

from web.desk.signing_in import (
    code,
    forgotten,
    link,
    password,
    provider_sign_in,
    second_factor,
    sign_in,
    sign_ins,
)

ROUTERS = (
    sign_in.outside,
    code.router,
    forgotten.router,
    provider_sign_in.router,
    link.router,
    sign_in.inside,
    password.router,
    second_factor.router,
    sign_ins.router,
)
