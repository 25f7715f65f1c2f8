"""The peer of the line "a Flask page": it does what the original sample's vote page does for a POST, and nothing else.

A cookie says who votes, the vote goes to the list `votes` in Redis as JSON, and the page comes back."""
import json
import os
import random

from flask import Flask, g, make_response, render_template_string, request
from redis import Redis

app = Flask(__name__)

PAGE = """<!doctype html><title>{{ a }} or {{ b }}?</title>
<form method="post"><button name="vote" value="a">{{ a }}</button><button name="vote" value="b">{{ b }}</button></form>
<p>{% if vote %}Your vote is {{ vote }}. {% endif %}Answered by {{ host }}.</p>"""


def redis():
    if "redis" not in g:
        g.redis = Redis(host="127.0.0.1", port=int(os.environ["REDIS_PORT"]), socket_timeout=5)
    return g.redis


@app.route("/", methods=["GET", "POST"])
def page():
    voter = request.cookies.get("voter_id") or f"{random.getrandbits(64):x}"
    vote = None
    if request.method == "POST":
        vote = request.form["vote"]
        redis().rpush("votes", json.dumps({"voter_id": voter, "vote": vote}))
    answer = make_response(render_template_string(PAGE, a="Cats", b="Dogs", vote=vote, host=os.uname().nodename))
    answer.set_cookie("voter_id", voter)
    return answer
