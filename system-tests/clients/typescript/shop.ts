// A visitor fills a cart, registers, signs in, takes the cart along, orders what is in it, and reads the order.
// `npm run shop` does it at http://localhost:8080, or at the gateway that SHOP names.

import { randomUUID } from "node:crypto";
import createClient, { type Middleware } from "openapi-fetch";
import type { components as CartSchemas, paths as Carts } from "../target/generated/carts.js";
import type { paths as Customers } from "../target/generated/customers.js";
import type { paths as Orders } from "../target/generated/orders.js";
import type { paths as Products } from "../target/generated/products.js";

type Problem = CartSchemas["schemas"]["Problem"];

const shop = process.env["SHOP"] ?? "http://localhost:8080";

/** What the shop refused, and why: `code` is for programs, `detail` for people. */
class Refused extends Error {
  constructor(
    readonly status: number,
    readonly problem: Problem,
  ) {
    super(`${status} ${problem.code}: ${problem.detail} (request ${problem.request_id})`);
  }
}

/** Asks again when the shop is busy or away, at most twice: what creates something carries a key, so it happens once. */
async function patientFetch(request: Request): Promise<Response> {
  for (let left = 2; ; left--) {
    const answer = await fetch(request.clone()).catch((fault: unknown) => {
      if (left === 0) throw fault;
      return undefined;
    });
    if (answer && (left === 0 || ![429, 503].includes(answer.status))) return answer;
    const seconds = Number(answer?.headers.get("Retry-After") ?? 1);
    await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  }
}

/** Every answer that is no success becomes a {@link Refused}. */
const refusals: Middleware = {
  async onResponse({ response }) {
    if (!response.ok) throw new Refused(response.status, (await response.json()) as Problem);
  },
};

let accessToken: string | undefined;

const signIn: Middleware = {
  onRequest({ request }) {
    if (accessToken) request.headers.set("Authorization", `Bearer ${accessToken}`);
    return request;
  },
};

/** A client of one collection; `Paths` is generated from the collection's own description. */
function client<Paths extends object>(collection: string) {
  const made = createClient<Paths>({ baseUrl: `${shop}/${collection}`, fetch: patientFetch });
  made.use(signIn, refusals);
  return made;
}

const products = client<Products>("products");
const carts = client<Carts>("carts");
const orders = client<Orders>("orders");
const customers = client<Customers>("customers");

/** The body of an answer; there is one, or it was refused. */
async function body<T>(answer: Promise<{ data?: T }>): Promise<NonNullable<T>> {
  return (await answer).data as NonNullable<T>;
}

/** Makes a request safe to repeat: one key, one effect. */
const once = () => ({ "Idempotency-Key": randomUUID() });

// a guest looks around and fills a cart
const { items: shelf } = await body(products.GET("/", { params: { query: { limit: 100 } } }));
const product = shelf.find(({ available }) => available >= 3);
if (!product) throw new Error("The shop has nothing to sell.");
const guestCart = await body(carts.POST("/", { params: { header: once() }, body: {} }));
await carts.POST("/{cart_id}/items", {
  params: { path: { cart_id: guestCart.cart_id }, header: once() },
  body: { product_id: product.product_id, quantity: 2 },
});

// they register, and sign in
const credentials = { email: `${randomUUID()}@example.com`, password: `a lighthouse, ${randomUUID()}` };
await customers.POST("/", { params: { header: once() }, body: { ...credentials, name: "Jo" } });
const tokens = await body(customers.POST("/tokens", { body: { grant_type: "password", ...credentials } }));
accessToken = tokens.access_token;

// the guest's cart becomes theirs, and one more goes into it
const cart = await body(
  carts.POST("/{cart_id}/merge", { params: { path: { cart_id: guestCart.cart_id }, header: once() }, body: {} }),
);
const filled = await body(
  carts.PUT("/{cart_id}/items/{product_id}", {
    params: { path: { cart_id: cart.cart_id, product_id: product.product_id } },
    body: { quantity: 3 },
  }),
);

// they order it for what the cart has shown and what shipping costs, and wait up to ten seconds for the answer
const placed = await body(
  orders.POST("/", {
    params: { header: { ...once(), Prefer: "wait=10" } },
    body: {
      cart_id: filled.cart_id,
      shipping_address: { name: "Jo", line1: "1 Quay Street", city: "Galway", postal_code: "H91 PP77", country: "IE" },
      payment: { method: "card", token: "tok_visa" },
    },
  }),
);

// a stranger is told that there is no such order; they themselves read it
accessToken = undefined;
await orders.GET("/{order_id}", { params: { path: { order_id: placed.order_id } } }).then(
  () => Promise.reject(new Error("A stranger has read the order.")),
  (fault: unknown) => {
    if (!(fault instanceof Refused && fault.status === 401)) throw fault;
  },
);
accessToken = tokens.access_token;
const order = await body(orders.GET("/{order_id}", { params: { path: { order_id: placed.order_id } } }));
console.log(JSON.stringify(order));
