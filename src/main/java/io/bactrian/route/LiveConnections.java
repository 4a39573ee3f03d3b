package io.bactrian.route;

import org.apache.camel.Endpoint;
import org.apache.camel.component.http.HttpEndpoint;
import org.apache.camel.spi.EndpointStrategy;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.core5.util.TimeValue;

/**
 * Looks whether the partner has closed a kept connection each time before it is used. The client
 * itself looks only at those that were idle for two seconds, so that the first round with a hub
 * that was restarted faster failed. Thread-safe.
 */
public final class LiveConnections implements EndpointStrategy {
  private static final ConnectionConfig LOOK_ALWAYS =
      ConnectionConfig.custom().setValidateAfterInactivity(TimeValue.ZERO_MILLISECONDS).build();

  @Override
  public Endpoint registerEndpoint(String uri, Endpoint endpoint) {
    if (endpoint instanceof HttpEndpoint http
        && http.getClientConnectionManager()
            instanceof PoolingHttpClientConnectionManager connections) {
      connections.setDefaultConnectionConfig(LOOK_ALWAYS);
    }
    return endpoint;
  }
}
