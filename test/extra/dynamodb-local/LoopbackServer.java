import java.lang.reflect.Field;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import software.amazon.dynamodb.services.local.main.ServerRunner;
import software.amazon.dynamodb.services.local.server.DynamoDBProxyServer;

/**
 * Starts DynamoDB Local on 127.0.0.1 and a free port, prints the port, and ends when its standard input ends, so that it
 * never outlives the test that started it. Its own command line listens on every address of the machine and cannot be told
 * otherwise, nor does it accept port 0: hence this launcher.
 */
public final class LoopbackServer {
  public static void main(String[] arguments) throws Exception {
    String[] inMemory = {"-inMemory", "-sharedDb", "-disableTelemetry", "-port", "8000"};
    DynamoDBProxyServer dynamodb = ServerRunner.createServerFromCommandLineArgs(inMemory);
    Field jetty = DynamoDBProxyServer.class.getDeclaredField("server");
    jetty.setAccessible(true);
    ServerConnector connector = (ServerConnector) ((Server) jetty.get(dynamodb)).getConnectors()[0];
    connector.setHost("127.0.0.1");
    connector.setPort(0);
    dynamodb.start();
    System.out.println("listening on port " + connector.getLocalPort());
    while (System.in.read() != -1) {
      // Nothing is expected on standard input but its end.
    }
    dynamodb.stop();
    System.exit(0);
  }
}
