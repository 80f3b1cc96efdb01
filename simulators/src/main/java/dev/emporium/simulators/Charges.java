package dev.emporium.simulators;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.emporium.simulators.Journal.Entry;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.UnaryOperator;

/**
 * All that the provider knows. What is asked for under one key is done once, for as long as the file is kept. Thread safe:
 * one at a time.
 */
final class Charges implements AutoCloseable {
    private final Map<String, Intent> intents = new LinkedHashMap<>();
    private final Map<String, Entry> byKey = new HashMap<>();
    private final Journal journal;

    Charges(Path folder, ObjectMapper json) {
        journal = new Journal(folder.resolve("charges.jsonl"), json, this::remember);
    }

    /**
     * What came of a request.
     *
     * @param refund null when it was for none
     * @param isNew false when it had been asked for before
     */
    record Done(Intent intent, Refund refund, boolean isNew) {}

    /**
     * What the shop's books can be held against, of one of its references.
     *
     * @param charges how many there are: more than one is one too many
     */
    record Account(
            String reference, int charges, String currency, long authorised, long held, long captured, long refunded) {
        Account plus(Account other) {
            return new Account(
                    reference,
                    charges + other.charges,
                    currency,
                    authorised + other.authorised,
                    held + other.held,
                    captured + other.captured,
                    refunded + other.refunded);
        }
    }

    /** @param pages where buyers confirm, with a slash at its end */
    synchronized Done create(
            String key, String request, String reference, long amount, String currency, String token, String pages) {
        Entry earlier = earlier(key, request);
        if (earlier != null) {
            return again(earlier);
        }
        String id = "pi_" + UUID.randomUUID().toString().replace("-", "");
        String status = Token.of(token).status();
        Intent intent = new Intent(
                id,
                reference,
                amount,
                currency,
                token,
                status,
                Token.of(token).declineCode(),
                status.equals(Intent.REQUIRES_ACTION) ? pages + id : null,
                status.equals(Intent.REQUIRES_CAPTURE) ? amount : 0,
                0,
                0,
                now());
        return write(new Entry(key, request, intent, null));
    }

    /** Changes a charge, once for each key. */
    synchronized Done change(String key, String request, String id, UnaryOperator<Intent> change) {
        Entry earlier = earlier(key, request);
        return earlier != null ? again(earlier) : write(new Entry(key, request, change.apply(get(id)), null));
    }

    synchronized Done refund(String key, String request, String id, String reference, long amount) {
        Entry earlier = earlier(key, request);
        if (earlier != null) {
            return again(earlier);
        }
        Intent intent = get(id).refund(amount);
        String refundId = "re_" + UUID.randomUUID().toString().replace("-", "");
        return write(new Entry(key, request, intent, new Refund(refundId, id, reference, amount, now())));
    }

    /** @throws Refused when there is none */
    synchronized Intent get(String id) {
        return Optional.ofNullable(intents.get(id))
                .orElseThrow(() -> new Refused(404, "resource_missing", "There is no such charge."));
    }

    synchronized List<Intent> withReference(String reference) {
        return intents.values().stream()
                .filter(intent -> intent.reference().equals(reference))
                .toList();
    }

    /** @param reference of one, or null for all */
    synchronized Collection<Account> accounts(String reference) {
        Map<String, Account> accounts = new TreeMap<>();
        intents.values().stream()
                .filter(intent -> reference == null || intent.reference().equals(reference))
                .map(intent -> new Account(
                        intent.reference(),
                        1,
                        intent.currency(),
                        intent.authorised(),
                        intent.held(),
                        intent.captured(),
                        intent.refunded()))
                .forEach(account -> accounts.merge(account.reference(), account, Account::plus));
        return accounts.values();
    }

    private Entry earlier(String key, String request) {
        Entry earlier = key == null ? null : byKey.get(key);
        if (earlier != null && !earlier.request().equals(request)) {
            throw new Refused(400, "idempotency_error", "This Idempotency-Key was used for another request.");
        }
        return earlier;
    }

    /** As it stands by now: who asks again wants to know how things are. */
    private Done again(Entry earlier) {
        return new Done(get(earlier.intent().id()), earlier.refund(), false);
    }

    private Done write(Entry entry) {
        journal.write(entry);
        remember(entry);
        return new Done(entry.intent(), entry.refund(), true);
    }

    private void remember(Entry entry) {
        intents.put(entry.intent().id(), entry.intent());
        if (entry.key() != null) {
            byKey.put(entry.key(), entry);
        }
    }

    private static long now() {
        return System.currentTimeMillis() / 1000;
    }

    @Override
    public synchronized void close() {
        journal.close();
    }
}
