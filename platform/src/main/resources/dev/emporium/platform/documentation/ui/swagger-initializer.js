// In place of Swagger UI's own, which shows somebody's pets. No validator: it would send the description away.
window.onload = () => {
  window.ui = SwaggerUIBundle({
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
    presets: [SwaggerUIBundle.presets.apis]
  });
};
