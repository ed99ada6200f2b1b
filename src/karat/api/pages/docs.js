// In a file of its own, since the page's policy runs no script that stands in it.
SwaggerUIBundle({
  dom_id: "#swagger-ui",
  url: "openapi.json",
  deepLinking: true,
  // A token that was typed in is forgotten with the page.
  persistAuthorization: false,
  // Swagger UI would have swagger.io check the document of a host that is open to the internet.
  validatorUrl: null,
});
