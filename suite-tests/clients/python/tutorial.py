"""Both ends of every tutorial, with pika: tutorial.py send PATTERN ROUTE TEXT, or tutorial.py receive PATTERN RULE.

AMQP_URL names the broker. A receiver prints "ready" once it listens, then one line for each message.
"""
import os
import sys
import time
import uuid

import pika

QUORUM = {"x-queue-type": "quorum"}
EXCHANGES = {
    "pubsub": ("logs", "fanout"),
    "routing": ("direct_logs", "direct"),
    "topic": ("topic_logs", "topic"),
    "headers": ("header_test", "headers"),
}

connection = pika.BlockingConnection(pika.URLParameters(os.environ["AMQP_URL"]))
channel = connection.channel()


def attributes(pairs):
    return dict(pair.split("=") for pair in pairs.split(","))


def send(pattern, route, text):
    if pattern == "hello":
        channel.queue_declare("hello", durable=True, arguments=QUORUM)
        channel.basic_publish("", "hello", text)
    elif pattern == "work-queue":
        channel.queue_declare("task_queue", durable=True, arguments=QUORUM)
        channel.basic_publish("", "task_queue", text, pika.BasicProperties(delivery_mode=2))
    elif pattern == "rpc":
        print(call(text))
    else:
        exchange, kind = EXCHANGES[pattern]
        channel.exchange_declare(exchange, kind)
        key, headers = ("", attributes(route)) if pattern == "headers" else (route, None)
        channel.basic_publish(exchange, key, text, pika.BasicProperties(headers=headers))


def call(number):
    correlation, answers = str(uuid.uuid4()), []

    def on_answer(_channel, _method, properties, body):
        if properties.correlation_id == correlation:
            answers.append(body.decode())

    replies = channel.queue_declare("", exclusive=True).method.queue
    channel.basic_consume(replies, on_answer, auto_ack=True)
    channel.basic_publish(
        "", "rpc_queue", number, pika.BasicProperties(reply_to=replies, correlation_id=correlation))
    connection.process_data_events(time_limit=10)
    return answers[0] if answers else "no answer"


def receive(pattern, rule):
    if pattern == "hello":
        channel.queue_declare("hello", durable=True, arguments=QUORUM)
        channel.basic_consume("hello", on_message, auto_ack=True)
    elif pattern in ("work-queue", "rpc"):
        queue = "task_queue" if pattern == "work-queue" else "rpc_queue"
        channel.queue_declare(queue, durable=True, arguments=QUORUM)
        channel.basic_qos(prefetch_count=1)
        channel.basic_consume(queue, on_task if pattern == "work-queue" else on_request)
    else:
        exchange, kind = EXCHANGES[pattern]
        channel.exchange_declare(exchange, kind)
        queue = channel.queue_declare("", exclusive=True).method.queue
        if pattern == "headers":
            channel.queue_bind(queue, exchange, arguments={"x-match": "all", **attributes(rule)})
        else:
            channel.queue_bind(queue, exchange, rule)
        channel.basic_consume(queue, on_message, auto_ack=True)
    print("ready", flush=True)
    channel.start_consuming()


def on_message(_channel, _method, _properties, body):
    print(body.decode(), flush=True)


def on_task(_channel, method, _properties, body):
    time.sleep(body.count(b"."))
    print(body.decode(), flush=True)
    channel.basic_ack(method.delivery_tag)


def on_request(_channel, method, properties, body):
    print(body.decode(), flush=True)
    channel.basic_publish(
        "",
        properties.reply_to,
        str(fibonacci(int(body))),
        pika.BasicProperties(correlation_id=properties.correlation_id))
    channel.basic_ack(method.delivery_tag)


def fibonacci(n):
    a, b = 0, 1
    for _ in range(n):
        a, b = b, a + b
    return a


{"send": send, "receive": receive}[sys.argv[1]](*sys.argv[2:])
connection.close()
