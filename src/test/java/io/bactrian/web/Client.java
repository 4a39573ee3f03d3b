package io.bactrian.web;

import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A browser without a screen: keeps cookies, follows no redirect. */
final class Client {
  private static final Pattern TOKEN = Pattern.compile("name=\"token\" value=\"([^\"]+)\"");

  private final WebSite site;
  private final HttpClient http =
      HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
  private String token;

  Client(WebSite site) {
    this.site = site;
  }

  HttpResponse<String> get(String path) throws Exception {
    HttpResponse<String> page = send(request(path).GET());
    Matcher found = TOKEN.matcher(page.body());
    if (found.find()) {
      token = found.group(1);
    }
    return page;
  }

  /** Sends a form with the token of the page that was read last. */
  HttpResponse<String> post(String path, Map<String, String> fields) throws Exception {
    String form = form(fields) + (token == null ? "" : "&token=" + token);
    return send(form(path, form));
  }

  /** The same with a field {@code id} for each of these. */
  HttpResponse<String> post(String path, Map<String, String> fields, List<String> ids)
      throws Exception {
    String more = ids.stream().map(id -> "&id=" + encoded(id)).collect(Collectors.joining());
    return send(form(path, form(fields) + more + "&token=" + token));
  }

  HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  HttpRequest.Builder form(String path, String form) {
    return request(path)
        .header("Content-Type", "application/x-www-form-urlencoded")
        .POST(HttpRequest.BodyPublishers.ofString(form));
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(site.address(path))).header("Accept", "text/html");
  }

  HttpResponse<String> login(String name, String password) throws Exception {
    return post("/login", Map.of("name", name, "password", password));
  }

  /** Logs in and reads the first page. */
  static Client as(WebSite site, Role role) throws Exception {
    Client client = new Client(site);
    client.login(role.word(), WebSite.PASSWORD);
    client.get("/");
    return client;
  }

  static String form(Map<String, String> fields) {
    return fields.entrySet().stream()
        .map(one -> encoded(one.getKey()) + "=" + encoded(one.getValue()))
        .collect(Collectors.joining("&"));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
