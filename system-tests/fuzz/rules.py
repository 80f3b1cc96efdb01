"""What the API may refuse although its description allows it: rules that no schema can tell, or none that a client is glad of.

Takes the place of the check positive_data_acceptance, which it asks about everything else.
"""

import re

import schemathesis
from schemathesis.specs.openapi.checks import positive_data_acceptance

# codes of problem documents about the state of things, and not about the form of a request
CODES = {
    "category_in_use",
    "currency_mismatch",
    "guessable_idempotency_key",
    "idempotency_key_reused",
    "impossible_day",
    "in_stock",
    "invalid_cursor",
    "invalid_signature",
    "not_deliverable",
    "not_ordered",
    "stale",
    "too_many_watched",
    "unknown_cart",
    "unknown_file",
    "unknown_product",
    "unknown_shipping_method",
    "wrong_password",
}

# what is said of a field that has the form that is described
MESSAGES = re.compile(
    "|".join(
        [
            # what Unicode, a country, a currency or a dictionary of passwords says
            r"must not be blank",
            r"must be one line, without line breaks and tabs",
            r"must be (a string|text) without NUL or half characters",
            r"must not contain .* characters( .*)?",
            r"must not (have one name in two spellings|mix scripts, or look like another address)",
            r"must be a code of ISO 3166-1 alpha-2 in use, such as .*",
            r"is (not a postal code of|needed in) [A-Z]{2}",
            r"must be an e-mail address",
            r"must be (in a currency that is in use|between 0 and 10\^12 minor units)",
            r"currency must be a code of ISO 4217 such as .*",
            r"amount must be a decimal string with \d fraction digits for [A-Z]{3}, such as .*",
            r"is one of the first that anybody would guess",
            # a number that can be told again as it was written
            r"must be (text of up to 500 characters, true or false, or )?a number of up to 38 digits without an exponent",
            r"must (not be 0|be more than 0)",
            # a path of its parts
            r"must be one to 8 parts with / between them, none empty, . or .., or with blanks around it",
            # who asks, and what else is asked for
            r"is not who the access token is for",
            r"must be given to change the password",
            r"goes with limit only",
            r"relevance goes with q only",
            r"must be given with min_price and max_price",
            r"must be a code of ISO 4217 such as EUR",
            r"must be a price such as 10 or 9.99, with up to \d digits behind the point",
            r"must have up to 16 words",
            r"give either cart_id or items",
            r"must not be the number of a card",
            r"must be a moment such as .*",
            r"is changed by adjustments",
            r"service is for services, not for people",
            r"must be given for text messages",
            r"is none of welcome, .*",
            r"cannot be switched off: it must be told",
        ]
    )
)


def is_told_by_a_rule(response):
    problem = response.json()
    if problem["code"] in ("invalid", "invalid_parameter") and "errors" in problem:
        return all(MESSAGES.fullmatch(error["message"]) for error in problem["errors"])
    return problem["code"] in CODES


# lines are text
schemathesis.serializer.alias("application/x-ndjson", "text/plain")


@schemathesis.check
def valid_data_is_taken(ctx, response, case):
    if response.status_code in (400, 412, 422) and is_told_by_a_rule(response):
        return
    # that of a category is sent with its slashes, which OpenAPI has no word for; no address takes others
    if response.status_code == 400 and "%2F" in response.request.url:
        return
    positive_data_acceptance(ctx, response, case)
