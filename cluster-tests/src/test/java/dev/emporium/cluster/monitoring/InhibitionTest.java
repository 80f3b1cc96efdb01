package dev.emporium.cluster.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.emporium.cluster.render.Documents;
import java.util.Arrays;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Alertmanager holds back: what follows from another alert, and no trouble of its own. */
class InhibitionTest {
    private static final JsonNode RULES =
            Documents.read(Alerts.HOME.resolve("alertmanager.yaml")).get(0).path("inhibit_rules");
    private static final Pattern MATCHER = Pattern.compile("(\\w+) *(=~?) *\"(.*)\"");

    @ParameterizedTest
    @CsvSource({
        // each service without a broker says so itself
        "alertname=BrokerAway job=cart-service,         alertname=OutboxStuck job=cart-service,           true",
        "alertname=BrokerAway job=cart-service,         alertname=ConsumerStalled job=cart-service topic=order.events, true",
        "alertname=BrokerAway job=notification-service, alertname=OutboxStuck job=order-service,          false",
        "alertname=BrokerAway job=notification-service, alertname=ConsumerStalled job=order-service topic=payment.events, false",
        "alertname=BrokerAway job=notification-service, alertname=TopicMissing job=order-service topic=payment.events, false",
        // an order needs three of them
        "alertname=BrokerAway job=notification-service, alertname=OrdersStuck step=awaiting_stock,        false",
        "alertname=BrokerAway job=product-service,      alertname=OrdersStuck step=awaiting_stock,        true",
        "alertname=BrokerAway job=order-service,        alertname=OrdersStuck step=awaiting_payment,      true",
        // it does not refuse what it does not answer
        "alertname=BrokerAway job=order-service,        alertname=OutboxHoldsMessages job=order-service,  true",
        "alertname=BrokerAway job=order-service,        alertname=DependencyFails job=order-service dependency=kafka, true",
        "alertname=BrokerAway job=order-service,        alertname=DependencyFails job=order-service dependency=database, false",
        // what others have not heard of is not in their books
        "alertname=BrokerAway job=shipping-service,     alertname=BooksDoNotAddUp job=order-service check=shipments, true",
        "alertname=BrokerAway job=shipping-service,     alertname=BooksDoNotAddUp job=order-service check=total, false",
        "alertname=BrokerAway job=shipping-service,     alertname=BooksDoNotAddUp job=product-service check=stock, false",
        "alertname=BrokerAway job=cart-service,         alertname=BooksDoNotAddUp job=order-service check=stock, false",
        "alertname=PaymentProviderFails,                alertname=OrdersStuck step=awaiting_payment,      true",
        "alertname=PaymentProviderFails,                alertname=OrdersStuck step=awaiting_stock,        false",
        "alertname=PaymentProviderFails,                alertname=PaymentsUnanswered,                     true",
        "alertname=PaymentProviderFails,                alertname=DependencyFails job=payment-service dependency=payment-provider, true",
        "alertname=PaymentProviderFails,                alertname=DependencyFails job=order-service dependency=product-service, false",
        "alertname=PaymentProviderFails,                alertname=PoolExhausted job=payment-service instance=a pool=provider-calls, true",
        "alertname=PaymentProviderFails,                alertname=PoolExhausted job=payment-service instance=a pool=database, false",
        // what is to be taken or paid back waits for it
        "alertname=PaymentProviderFails,                alertname=BooksDoNotAddUp job=order-service check=payments, true",
        "alertname=PaymentProviderFails,                alertname=BooksDoNotAddUp job=order-service check=stock, false",
        "alertname=PaymentProviderFails,                alertname=BooksDoNotAddUp job=payment-service check=ledger, false",
        // those of kube-prometheus-stack have one name for both, and one job for all volumes
        "alertname=Filling severity=critical job=kubelet namespace=a persistentvolumeclaim=b, alertname=Filling severity=warning job=kubelet namespace=a persistentvolumeclaim=b, true",
        "alertname=Filling severity=critical job=kubelet namespace=a persistentvolumeclaim=b, alertname=Filling severity=warning job=kubelet namespace=a persistentvolumeclaim=c, false",
        "alertname=Filling severity=critical job=node instance=a mountpoint=/, alertname=Filling severity=warning job=node instance=b mountpoint=/, false",
        "alertname=ServiceDown job=cart-service,        alertname=ReplicaDown job=cart-service instance=a, true",
        "alertname=ServiceDown job=cart-service,        alertname=ReplicaDown job=order-service instance=a, false",
        "alertname=ServiceDown job=cart-service,        alertname=WorkerDead job=cart-service instance=a worker=books, true",
        "alertname=ServiceDown job=cart-service,        alertname=WorkerDead job=order-service instance=a worker=books, false",
        "alertname=ServiceDown job=cart-service,        alertname=ErrorsLogged job=cart-service,          true",
        "alertname=ServiceDown job=cart-service,        alertname=ErrorBudgetBurnsFast job=cart-service slo=gateway, true",
        "alertname=ServiceDown job=cart-service,        alertname=ErrorBudgetBurnsFast job=order-service slo=gateway, false",
        "alertname=ServiceDown job=cart-service,        alertname=ErrorBudgetBurnsFast job=cart-service slo=availability, false",
        "alertname=ServiceDown job=product-service,     alertname=OrdersStuck step=awaiting_stock,        true",
        "alertname=ServiceDown job=product-service,     alertname=OrdersStuck step=awaiting_payment,      false",
        "alertname=ServiceDown job=payment-service,     alertname=OrdersStuck step=awaiting_payment,      true",
        "alertname=ServiceDown job=cart-service,        alertname=OrdersStuck step=awaiting_stock,        false",
        "alertname=ServiceDown job=cart-service,        alertname=OutboxStuck job=cart-service,           false",
    })
    void holdsBackWhatFollowsAndNothingElse(String source, String target, boolean held) {
        assertThat(StreamSupport.stream(RULES.spliterator(), false)
                        .anyMatch(rule -> holdsBack(rule, labels(source), labels(target))))
                .isEqualTo(held);
    }

    private static boolean holdsBack(JsonNode rule, Map<String, String> source, Map<String, String> target) {
        return matches(rule.path("source_matchers"), source)
                && matches(rule.path("target_matchers"), target)
                && StreamSupport.stream(rule.path("equal").spliterator(), false)
                        .map(JsonNode::asText)
                        .allMatch(label -> value(source, label).equals(value(target, label)));
    }

    private static boolean matches(JsonNode matchers, Map<String, String> labels) {
        assertThat(matchers).isNotEmpty();
        return StreamSupport.stream(matchers.spliterator(), false).allMatch(text -> {
            Matcher matcher = MATCHER.matcher(text.asText());
            assertThat(matcher.matches()).as(text.asText()).isTrue();
            String value = value(labels, matcher.group(1));
            return matcher.group(2).equals("=") ? value.equals(matcher.group(3)) : value.matches(matcher.group(3));
        });
    }

    /** One that is not there is empty, to Alertmanager too. */
    private static String value(Map<String, String> labels, String label) {
        return labels.getOrDefault(label, "");
    }

    private static Map<String, String> labels(String words) {
        return Arrays.stream(words.split(" "))
                .map(word -> word.split("="))
                .collect(Collectors.toMap(word -> word[0], word -> word[1]));
    }
}
