// In place of Swagger UI's own, which shows somebody's pets. No validator: it would send the description away.
import { Examples } from "./examples.js";
import { showFrontPage } from "./front-page.js";
import { Session, signInPlugin } from "./sign-in.js";

const session = new Session();
const examples = new Examples();

const ui = SwaggerUIBundle({
  url: "../openapi.json",
  dom_id: "#swagger-ui",
  deepLinking: true,
  validatorUrl: null,
  // where success has no body to describe, it would accept nothing but the description of a problem
  requestInterceptor: (request) => {
    if (request.headers?.accept === "application/problem+json") {
      request.headers.accept = "application/json, application/problem+json";
    }
    return request;
  },
  responseInterceptor: (response) => {
    examples.learnFrom(response);
    return response;
  },
  presets: [SwaggerUIBundle.presets.apis],
  plugins: [signInPlugin(session), examples.plugin()],
  onComplete: () => {
    document.title = `${ui.specSelectors.info().get("title")}: API documentation`;
    session.resume(ui);
    showFrontPage(document.getElementById("front-page"), session, examples);
  }
});
