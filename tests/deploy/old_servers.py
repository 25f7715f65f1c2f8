"""A Redis 4 on port 6379 and a PostgreSQL 9.3 on port 5432, as far as their first words go."""
import socket
import struct
import threading


def serve(port, answer):
    server = socket.create_server(("", port))
    while True:
        client, _ = server.accept()
        threading.Thread(target=answer, args=(client,), daemon=True).start()


def bulk(text):
    return b"$%d\r\n%s\r\n" % (len(text), text)


def redis(client):
    """Answers each command by its name, as a Redis 4 would: clients may ask in any order."""
    answers = {
        b"ROLE": b"*3\r\n" + bulk(b"master") + b":0\r\n*0\r\n",
        b"PING": b"+PONG\r\n",
        b"INFO": bulk(b"# Server\r\nredis_version:4.0.9\r\n"),
    }
    lines = client.makefile("rb")
    while head := lines.readline():
        words = []
        for _ in range(int(head[1:])):  # *2 $4 INFO $6 server
            words.append(lines.read(int(lines.readline()[1:]) + 2)[:-2])
        unknown = b"-ERR unknown command '%s'\r\n" % words[0]
        client.sendall(answers.get(words[0].upper(), unknown))


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
