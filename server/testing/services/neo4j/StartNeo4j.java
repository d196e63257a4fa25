import java.nio.file.Path;
import org.neo4j.configuration.GraphDatabaseSettings;
import org.neo4j.configuration.connectors.BoltConnector;
import org.neo4j.configuration.helpers.SocketAddress;
import org.neo4j.dbms.api.DatabaseManagementServiceBuilder;

/** Neo4j Community with Bolt on 127.0.0.1 and nobody to sign in: StartNeo4j HOME PORT. Says "ready" when it is. */
public class StartNeo4j {
  public static void main(String[] args) throws Exception {
    var server =
        new DatabaseManagementServiceBuilder(Path.of(args[0]))
            .setConfig(BoltConnector.enabled, true)
            .setConfig(BoltConnector.listen_address, new SocketAddress("127.0.0.1", Integer.parseInt(args[1])))
            .setConfig(GraphDatabaseSettings.pagecache_memory, 64L * 1024 * 1024)
            // Otherwise each database reserves 256 MB of disk.
            .setConfig(GraphDatabaseSettings.preallocate_logical_logs, false)
            .build();
    Runtime.getRuntime().addShutdownHook(new Thread(server::shutdown));
    if (!server.database("neo4j").isAvailable(60_000)) throw new IllegalStateException("neo4j did not become available");
    System.out.println("ready");
    Thread.currentThread().join();
  }
}
