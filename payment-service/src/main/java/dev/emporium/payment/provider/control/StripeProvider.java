package dev.emporium.payment.provider.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.stripe.StripeClient;
import com.stripe.exception.CardException;
import com.stripe.exception.InvalidRequestException;
import com.stripe.exception.StripeException;
import com.stripe.model.PaymentIntent;
import com.stripe.model.Refund;
import com.stripe.model.StripeCollection;
import com.stripe.model.StripeError;
import com.stripe.net.RequestOptions;
import com.stripe.param.PaymentIntentCreateParams;
import com.stripe.param.PaymentIntentCreateParams.CaptureMethod;
import com.stripe.param.PaymentIntentSearchParams;
import com.stripe.param.PaymentMethodCreateParams;
import com.stripe.param.RefundCreateParams;
import com.stripe.param.RefundListParams;
import com.stripe.service.PaymentIntentService;
import dev.emporium.payment.provider.entity.Finding;
import dev.emporium.payment.provider.entity.Finding.Kind;
import dev.emporium.payment.provider.entity.ProviderCall;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Stripe: a PaymentIntent for each payment, confirmed as it is made and captured by hand. What is not
 * known is searched for before it is asked for again. Thread safe.
 */
public final class StripeProvider implements PaymentProvider {
    private static final String PAYMENT_ID = "payment_id";
    private static final String REFUND_ID = "refund_id";
    private static final long MOST_LISTED = 100;
    private static final Finding NOTHING = Finding.unknown("not found");

    /** Where Stripe counts in other units than ISO 4217: https://docs.stripe.com/currencies#special-cases. */
    private static final Set<String> OTHER_UNITS = Set.of("ISK", "MGA", "UGX");

    /** What a refund comes to that does not arrive, be it after weeks. */
    private static final Set<String> FAILED = Set.of("failed", "canceled");

    private final StripeClient stripe;
    private final String returnUrl;
    private final WebhookSignature signature;
    private final ObjectMapper json;

    /** @param returnUrl where a bank sends buyers once they have decided */
    public StripeProvider(
            URI url, String key, Duration timeout, URI returnUrl, WebhookSignature signature, ObjectMapper json) {
        this.stripe = StripeClient.builder()
                .setApiBase(url.toString())
                .setApiKey(key)
                .setConnectTimeout((int) timeout.toMillis())
                .setReadTimeout((int) timeout.toMillis())
                // who calls asks again, and knows for how long
                .setMaxNetworkRetries(0)
                .build();
        this.returnUrl = returnUrl.toString();
        this.signature = signature;
        this.json = json;
    }

    @Override
    public String name() {
        return "stripe";
    }

    /** A question to Stripe. */
    @FunctionalInterface
    private interface Question {
        Finding ask() throws StripeException;
    }

    /** One that is asked under a key. */
    @FunctionalInterface
    private interface KeyedQuestion {
        Finding ask(String key) throws StripeException;
    }

    private PaymentIntentService intents() {
        return stripe.v1().paymentIntents();
    }

    @Override
    public Finding authorise(ProviderCall call) {
        if (OTHER_UNITS.contains(call.amount().currencyCode())) {
            return Finding.refused("a currency with other units");
        }
        // its keys are forgotten after a day or so, and errors of its own are repeated under a key
        Finding earlier = call.attempts() > 1 ? search(call) : NOTHING;
        return earlier.equals(NOTHING) || earlier.is(Kind.REFUSED)
                ? answer(() -> standing(intents().create(wish(call, method(call)), under(call.key())), call))
                : earlier;
    }

    /** What the token stands for: a payment takes no token itself. */
    private String method(ProviderCall call) throws StripeException {
        PaymentMethodCreateParams wish = PaymentMethodCreateParams.builder()
                .setType(PaymentMethodCreateParams.Type.CARD)
                .setCard(PaymentMethodCreateParams.Token.builder()
                        .setToken(call.token())
                        .build())
                .build();
        return stripe.v1()
                .paymentMethods()
                .create(wish, under(call.key() + ":method"))
                .getId();
    }

    private PaymentIntentCreateParams wish(ProviderCall call, String method) {
        return PaymentIntentCreateParams.builder()
                .setAmount(call.amount().minorUnits())
                .setCurrency(call.amount().currencyCode().toLowerCase(Locale.ROOT))
                .setCaptureMethod(CaptureMethod.MANUAL)
                .setConfirm(true)
                .addPaymentMethodType("card")
                .setPaymentMethod(method)
                .setReturnUrl(returnUrl)
                .putMetadata(PAYMENT_ID, call.paymentId().toString())
                .putMetadata("order_id", call.orderId().toString())
                .build();
    }

    /** Finds a payment some time after it was made. */
    private Finding search(ProviderCall call) {
        PaymentIntentSearchParams question = PaymentIntentSearchParams.builder()
                .setQuery("metadata['%s']:'%s'".formatted(PAYMENT_ID, call.paymentId()))
                .build();
        return answer(() -> {
            List<PaymentIntent> found = intents().search(question).getData();
            return found.isEmpty() ? NOTHING : standing(found.get(0), call);
        });
    }

    @Override
    public Finding ask(ProviderCall call) {
        return answer(() -> standing(intents().retrieve(call.reference()), call));
    }

    @Override
    public Finding capture(ProviderCall call) {
        return unlessDone(call, key -> standing(intents().capture(call.reference(), under(key)), call));
    }

    @Override
    public Finding release(ProviderCall call) {
        return unlessDone(call, key -> standing(intents().cancel(call.reference(), under(key)), call));
    }

    /**
     * An error of Stripe's own is repeated under a key for a day, be it done or not. What is not known is looked at first, and asked
     * for anew: by where the payment stands neither can be done twice.
     */
    private Finding unlessDone(ProviderCall call, KeyedQuestion question) {
        if (call.attempts() == 1) {
            return answer(() -> question.ask(call.key()));
        }
        Finding standing = ask(call);
        return standing.is(Kind.AUTHORISED) || standing.is(Kind.ACTION_REQUIRED)
                ? answer(() -> question.ask(call.key() + ":" + call.attempts()))
                : standing;
    }

    @Override
    public Finding refund(ProviderCall call) {
        // as with payments, by its key alone it could be made twice
        Finding earlier = call.attempts() > 1 ? madeBefore(call) : NOTHING;
        return earlier.equals(NOTHING) ? make(call) : earlier;
    }

    /** Finds a refund as soon as it is made; they are listed, the newest first. */
    private Finding madeBefore(ProviderCall call) {
        return answer(() -> {
            StripeCollection<Refund> page;
            String last = null;
            do {
                page = stripe.v1()
                        .refunds()
                        .list(RefundListParams.builder()
                                .setPaymentIntent(call.reference())
                                .setLimit(MOST_LISTED)
                                .setStartingAfter(last)
                                .build());
                for (Refund refund : page.getData()) {
                    if (refund.getMetadata() != null
                            && call.refundId()
                                    .toString()
                                    .equals(refund.getMetadata().get(REFUND_ID))) {
                        return made(refund, call);
                    }
                    last = refund.getId();
                }
            } while (page.getHasMore());
            return NOTHING;
        });
    }

    private Finding make(ProviderCall call) {
        RefundCreateParams wish = RefundCreateParams.builder()
                .setPaymentIntent(call.reference())
                .setAmount(call.amount().minorUnits())
                .putMetadata(PAYMENT_ID, call.paymentId().toString())
                .putMetadata(REFUND_ID, call.refundId().toString())
                .build();
        return answer(() -> made(stripe.v1().refunds().create(wish, under(call.key())), call));
    }

    private static RequestOptions under(String key) {
        return RequestOptions.builder().setIdempotencyKey(key).build();
    }

    private static Finding made(Refund refund, ProviderCall call) {
        if (refund.getAmount() != call.amount().minorUnits()) {
            return Finding.unknown("another amount");
        }
        return switch (String.valueOf(refund.getStatus())) {
            // on its way to the buyer's bank: a webhook tells when it does not arrive
            case "succeeded", "pending" -> Finding.of(Kind.REFUNDED, call.reference());
            case "failed", "canceled" -> Finding.refused("refund " + refund.getStatus());
            default -> Finding.unknown("refund " + refund.getStatus());
        };
    }

    private static Finding standing(PaymentIntent intent, ProviderCall call) {
        if (intent.getAmount() != call.amount().minorUnits()
                || !call.amount().currencyCode().equalsIgnoreCase(intent.getCurrency())
                || !call.paymentId().toString().equals(intent.getMetadata().get(PAYMENT_ID))) {
            return Finding.unknown("another payment than was asked for");
        }
        return switch (String.valueOf(intent.getStatus())) {
            case "requires_capture" -> Finding.of(Kind.AUTHORISED, intent.getId());
            case "requires_action" -> action(intent);
            case "requires_payment_method" -> Finding.declined(intent.getId(), reason(intent.getLastPaymentError()));
            case "succeeded" -> Finding.of(Kind.CAPTURED, intent.getId());
            case "canceled" -> Finding.of(Kind.VOIDED, intent.getId());
            default -> Finding.unknown("status " + intent.getStatus());
        };
    }

    private static Finding action(PaymentIntent intent) {
        return intent.getNextAction() == null || intent.getNextAction().getRedirectToUrl() == null
                ? Finding.unknown("an action without an address")
                : Finding.actionRequired(
                        intent.getId(),
                        intent.getNextAction().getRedirectToUrl().getUrl());
    }

    private static String reason(StripeError error) {
        if (error == null) {
            return Finding.DECLINED;
        }
        return switch (String.valueOf(error.getDeclineCode() == null ? error.getCode() : error.getDeclineCode())) {
            case "insufficient_funds" -> Finding.INSUFFICIENT_FUNDS;
            case "payment_intent_authentication_failure", "authentication_required" -> Finding.NOT_CONFIRMED;
            default -> Finding.DECLINED;
        };
    }

    private static Finding answer(Question question) {
        try {
            return question.ask();
        } catch (CardException e) {
            PaymentIntent intent = e.getStripeError().getPaymentIntent();
            return Finding.declined(intent == null ? null : intent.getId(), reason(e.getStripeError()));
        } catch (InvalidRequestException e) {
            // a request under this key is at work, or others are too many
            boolean passes = e.getStatusCode() == 409 || e.getStatusCode() == 429;
            return passes ? Finding.unknown(code(e)) : Finding.refused(code(e));
        } catch (StripeException e) {
            // its own trouble, no connection, our key: nothing of it is about the payment
            return Finding.unknown(e.getClass().getSimpleName());
        }
    }

    private static String code(StripeException failure) {
        return failure.getStatusCode() + " " + failure.getCode();
    }

    @Override
    public String signatureHeader() {
        return "Stripe-Signature";
    }

    @Override
    public WebhookEvent read(String header, byte[] body) {
        signature.verify(header, body);
        try {
            JsonNode event = json.readTree(body);
            JsonNode object = event.at("/data/object");
            boolean failedRefund = object.path("object").asText().equals("refund")
                    && FAILED.contains(object.path("status").asText());
            return WebhookEvent.of(
                    event.path("id").asText(),
                    object.at("/metadata/" + PAYMENT_ID).asText(),
                    failedRefund ? object.at("/metadata/" + REFUND_ID).asText() : "");
        } catch (IOException e) {
            throw new InvalidWebhookException("not JSON");
        }
    }
}
