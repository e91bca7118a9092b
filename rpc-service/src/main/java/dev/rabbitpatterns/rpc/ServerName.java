package dev.rabbitpatterns.rpc;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** How a server is told from others in its answers. */
final class ServerName {

    private ServerName() {}

    static String of(RpcProperties.Server properties) {
        return properties.name().isEmpty()
                ? machine() + "-" + ProcessHandle.current().pid()
                : properties.name();
    }

    private static String machine() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "server";
        }
    }
}
