"""A Redis 4 on port 6379 and a PostgreSQL 9.3 on port 5432, as far as their first words go."""
import socket
import struct
import threading


def serve(port, answer):
    server = socket.create_server(("", port))
    while True:
        client, _ = server.accept()
        threading.Thread(target=answer, args=(client,), daemon=True).start()


def redis(client):
    client.recv(4096)
    info = b"# Server\r\nredis_version:4.0.9\r\n"
    client.sendall(b"+PONG\r\n$%d\r\n%s\r\n" % (len(info), info))
    client.recv(4096)


def message(kind, content):
    return kind + struct.pack("!i", len(content) + 4) + content


def postgres(client):
    while True:
        length, code = struct.unpack("!ii", client.recv(8))
        if length == 8:  # may we speak encrypted?
            client.sendall(b"N")
        else:
            client.recv(length - 8)
            break
    ready = message(b"Z", b"I")
    client.sendall(
        message(b"R", struct.pack("!i", 0))
        + message(b"S", b"server_version\x009.3.25\x00")
        + message(b"S", b"client_encoding\x00UTF8\x00")
        + ready
    )
    while client.recv(4096):
        client.sendall(message(b"C", b"SET\x00") + ready)


threading.Thread(target=serve, args=(6379, redis), daemon=True).start()
serve(5432, postgres)
