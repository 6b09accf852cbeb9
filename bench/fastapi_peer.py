"""The answers of vigil serve that bench/run.sh serve asks for, from plain SQLite rows by FastAPI under uvicorn.

Usage: fastapi_peer.py PLAIN.db. Prints its address once it listens on a free port. Written as one would for speed: one process, handlers
that do not change threads, one connection, responses that are not validated again.
"""
import json
import socket
import sqlite3
import sys

try:
    import uvicorn
    from fastapi import FastAPI
    from fastapi.responses import JSONResponse, PlainTextResponse
except ImportError as error:
    print(error, flush=True)
    sys.exit(1)

database = sqlite3.connect(f"file:{sys.argv[1]}?mode=ro", uri=True)
database.row_factory = sqlite3.Row
app = FastAPI()


def item(row):
    return {
        (name[:-5] if name.endswith("_json") else name): (json.loads(row[name]) if name.endswith("_json") and row[name] else row[name])
        for name in row.keys()
    }


@app.get("/api/v1/runs")
async def runs(limit: int = 100):
    total = database.execute("SELECT count(*) FROM runs").fetchone()[0]
    rows = database.execute("SELECT * FROM runs ORDER BY started_at DESC LIMIT ?", (limit,)).fetchall()
    return JSONResponse({"runs": [item(row) for row in rows], "next": rows[-1]["id"] if rows else None, "total": total})


@app.get("/api/v1/runs/{run}")
async def run_detail(run: str):
    return JSONResponse(item(database.execute("SELECT * FROM details WHERE id = ?", (run,)).fetchone()))


@app.get("/api/v1/runs/{run}/series")
async def series(run: str, series: str, since: float, to: float, points: int = 800):
    first, last = int(since * 1000), int(to * 1000)
    step = max(1, (last - first) // points)
    rows = database.execute(
        "SELECT (time_ms - ?) / ?, min(value), max(value), avg(value) FROM plain WHERE time_ms >= ? AND time_ms < ? GROUP BY 1",
        (first, step, first, last),
    ).fetchall()
    kind, key, metric = series.split(":")
    return JSONResponse({
        "from": since, "to": to, "step_ms": step, "t": [first + row[0] * step for row in rows],
        "series": [{
            "kind": kind, "key": key, "metric": metric, "unit": "By",
            "min": [row[1] for row in rows], "max": [row[2] for row in rows], "mean": [row[3] for row in rows],
        }],
    })


@app.get("/api/v1/runs/{run}/log")
async def log(run: str, limit: int = 200):
    rows = database.execute("SELECT * FROM (SELECT * FROM log ORDER BY line DESC LIMIT ?) ORDER BY line", (limit,)).fetchall()
    total = database.execute("SELECT max(line) FROM log").fetchone()[0]
    return JSONResponse({
        "lines": [item(row) for row in rows], "first_line": rows[0]["line"], "last_line": rows[-1]["line"],
        "total_lines": total, "more_before": rows[0]["line"] > 1, "more_after": False,
    })


@app.get("/metrics")
async def metrics():
    lines = [row[0] if row[1] is None else f"{row[0]} {row[1]}" for row in database.execute("SELECT name, value FROM metrics ORDER BY rowid")]
    return PlainTextResponse("\n".join(lines) + "\n")


# Named as TCP: only then does asyncio switch off the delay that would add 40 ms to each answer.
listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
listener.bind(("127.0.0.1", 0))
print(f"http://127.0.0.1:{listener.getsockname()[1]}/", flush=True)
uvicorn.Server(uvicorn.Config(app, log_level="warning", access_log=False)).run(sockets=[listener])
