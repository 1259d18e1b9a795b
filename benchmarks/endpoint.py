"""An endpoint that streams one answer at a fixed pace: run as a process of its own, it prints its port."""

import asyncio
import json
import sys

SENTENCES = [
    ("P1", "{P1.name} has a 48 MP camera, as you asked for."),
    ("P1", "Its battery of 5000 mAh is larger than that of {P2.name}."),
    ("P2", "{P2.name} has a 64 MP camera and weighs 180 g."),
    ("P2", "It has 8 GB of memory, twice as much as {P1.name}."),
]
ANSWER = json.dumps(
    {
        "opening": [{"refs": ["P1"], "text": "{P1.name} at {P1.price} is the closest match."}],
        "picks": [
            {
                "ref": ref,
                "reason": [
                    {"refs": [ref], "text": text} for about, text in SENTENCES if about == ref
                ],
            }
            for ref in ("P1", "P2")
        ],
        "difference": [{"refs": ["P1", "P2"], "text": "{P2.name} has the better camera."}],
    }
)
#: Characters of one event: about a token.
TOKEN = 4
#: What of ``ANSWER`` must be there before its first sentence is.
FIRST = ANSWER.index("}]") + 1


def event(text: str, finish: str | None = None) -> bytes:
    choice = {"index": 0, "delta": {"content": text}, "finish_reason": finish}
    chunk = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "m"}
    return f"data: {json.dumps({**chunk, 'choices': [choice]})}\n\n".encode()


async def serve(pause: float) -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                length = next(
                    int(line.partition(b":")[2])
                    for line in head.lower().splitlines()
                    if line.startswith(b"content-length")
                )
                await reader.readexactly(length)
                await _stream(writer, pause)
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0, backlog=256)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


async def _stream(writer: asyncio.StreamWriter, pause: float) -> None:
    writer.write(
        b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
    )
    loop = asyncio.get_running_loop()
    began = loop.time()
    events = [event(ANSWER[at : at + TOKEN]) for at in range(0, len(ANSWER), TOKEN)]
    for number, data in enumerate([*events, event("", "stop") + b"data: [DONE]\n\n"]):
        await asyncio.sleep(max(0.0, began + (number + 1) * pause - loop.time()))
        writer.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
        await writer.drain()
    writer.write(b"0\r\n\r\n")
    await writer.drain()


if __name__ == "__main__":
    asyncio.run(serve(float(sys.argv[1])))
