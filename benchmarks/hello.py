"""The yardstick: the least that Flask can answer, on the same server."""

from flask import Flask

app = Flask("hello")


@app.get("/")
def hello() -> str:
    return "hello"
