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
  // it escapes the slashes of a parameter within the path, and no service takes one that is escaped
  requestInterceptor: (request) => {
    const [path, ...query] = request.url.split("?");
    request.url = [path.replaceAll("%2F", "/"), ...query].join("?");
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
