import java.io.IOException;
import java.net.http.HttpRequest;
import java.util.UUID;
import shop.carts.api.CartsApi;
import shop.carts.model.AddItemRequest;
import shop.carts.model.CartResponse;
import shop.carts.model.CreateCartRequest;
import shop.carts.model.MergeCartRequest;
import shop.carts.model.SetQuantityRequest;
import shop.customers.api.CustomersApi;
import shop.customers.api.SignInApi;
import shop.customers.model.RegisterRequest;
import shop.customers.model.TokenRequest;
import shop.orders.ApiException;
import shop.orders.api.OrdersApi;
import shop.orders.model.Address;
import shop.orders.model.OrderResponse;
import shop.orders.model.Payment;
import shop.orders.model.PlaceOrderRequest;
import shop.products.api.ProductsApi;
import shop.products.model.ProductResponse;

/** A visitor fills a cart, registers, signs in, takes the cart along, orders what is in it, and reads the order. */
final class Shop {
    private final String gateway;
    private final shop.carts.ApiClient cartsClient = new shop.carts.ApiClient();
    private final shop.orders.ApiClient ordersClient = new shop.orders.ApiClient();

    /** Null for a guest. */
    private String token;

    private Shop(String gateway) {
        this.gateway = gateway;
        cartsClient.setRequestInterceptor(this::sign);
        ordersClient.setRequestInterceptor(this::sign);
        cartsClient.updateBaseUri(gateway + "/carts");
        ordersClient.updateBaseUri(gateway + "/orders");
    }

    /** @param arguments the gateway's address */
    public static void main(String... arguments) throws Exception {
        System.out.println(new Shop(arguments[0]).visit());
    }

    /** The order, as JSON. */
    private String visit() throws Exception {
        UUID product = somethingOnSale();
        CartsApi carts = new CartsApi(cartsClient);
        UUID guestCart = carts.createCart(once(), new CreateCartRequest()).getCartId();
        carts.addCartItem(guestCart, new AddItemRequest().productId(product).quantity(2), null, once());

        signIn();
        CartResponse cart = carts.mergeCart(guestCart, once(), new MergeCartRequest());
        cart = carts.setCartItem(cart.getCartId(), product, new SetQuantityRequest().quantity(3), null);

        OrdersApi orders = new OrdersApi(ordersClient);
        OrderResponse placed = orders.placeOrder(once(), orderOf(cart), "wait=10", "en");
        refusesStrangers(placed.getOrderId());
        OrderResponse read = orders.readOrder(placed.getOrderId(), null, null);
        return ordersClient.getObjectMapper().writeValueAsString(read);
    }

    private UUID somethingOnSale() throws shop.products.ApiException {
        shop.products.ApiClient client = new shop.products.ApiClient();
        client.updateBaseUri(gateway + "/products");
        return new ProductsApi(client)
                .listProducts(null, null, null, null, null, null, null, true, null, null, null, 100, null, null).getItems().stream()
                        .filter(product -> product.getAvailable() >= 3)
                        .map(ProductResponse::getProductId)
                        .findFirst()
                        .orElseThrow();
    }

    /** From here on the carts and orders are theirs. */
    private void signIn() throws shop.customers.ApiException {
        shop.customers.ApiClient client = new shop.customers.ApiClient();
        client.updateBaseUri(gateway + "/customers");
        String email = UUID.randomUUID() + "@example.com";
        String password = "a lighthouse, " + UUID.randomUUID();
        new CustomersApi(client)
                .registerCustomer(new RegisterRequest().email(email).password(password).name("Jo"), once());
        token = new SignInApi(client)
                .createToken(new TokenRequest()
                        .grantType(TokenRequest.GrantTypeEnum.PASSWORD)
                        .email(email)
                        .password(password))
                .getAccessToken();
    }

    private void sign(HttpRequest.Builder request) {
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
    }

    /** Of what the cart holds, for what it has shown: that guards it. */
    private static PlaceOrderRequest orderOf(CartResponse cart) {
        return new PlaceOrderRequest()
                .cartId(cart.getCartId())
                .shippingAddress(new Address()
                        .name("Jo")
                        .line1("1 Quay Street")
                        .city("Galway")
                        .postalCode("H91 PP77")
                        .country("IE"))
                .payment(new Payment().method("card").token("tok_visa"));
    }

    private void refusesStrangers(UUID order) throws IOException {
        shop.orders.ApiClient stranger = new shop.orders.ApiClient();
        stranger.updateBaseUri(gateway + "/orders");
        try {
            new OrdersApi(stranger).readOrder(order, null, null);
        } catch (ApiException e) {
            if (e.getCode() == 401) {
                return;
            }
            throw new IOException(e);
        }
        throw new IllegalStateException("a stranger has read the order");
    }

    /** Makes a request safe to repeat: one key, one effect. */
    private static String once() {
        return UUID.randomUUID().toString();
    }
}
