"""What tests need of librdkafka, the client behind most of Kafka's producers.

librdkafka.py mock TOPIC PARTITIONS    a cluster of librdkafka's own, with this topic, until standard input ends
librdkafka.py create BROKERS TOPIC PARTITIONS    makes a topic
librdkafka.py put BROKERS TOPIC PARTITION COMPRESSION    produces the lines of standard input, in batches; partition -1: in all in turn
"""

import sys

from confluent_kafka import Producer
from confluent_kafka.admin import AdminClient, NewTopic


def mock(topic, partitions):
    producer = Producer({"test.mock.num.brokers": 1, "bootstrap.servers": "none", "log_level": 0})
    # Asking for a topic makes it, with four partitions.
    found = producer.list_topics(topic, timeout=20)
    if len(found.topics[topic].partitions) != int(partitions):
        raise SystemExit(f"it has {len(found.topics[topic].partitions)} partitions")
    print(next(iter(found.brokers.values())).port, flush=True)
    sys.stdin.read()


def create(brokers, topic, partitions):
    # It has to live until it is answered.
    admin = AdminClient({"bootstrap.servers": brokers})
    admin.create_topics([NewTopic(topic, int(partitions), 1)])[topic].result(20)


def put(brokers, topic, partition, compression):
    failed = []
    producer = Producer({"bootstrap.servers": brokers, "compression.type": compression, "linger.ms": 20, "acks": "all"})
    for line in sys.stdin.buffer:
        while True:
            try:
                producer.produce(topic, line.rstrip(b"\n"), partition=int(partition),
                                 on_delivery=lambda error, _: failed.append(error) if error else None)
                break
            except BufferError:
                producer.poll(0.1)
    left = producer.flush(120)
    if left or failed:
        raise SystemExit(f"{left} are not delivered, {failed[:1]}")


{"mock": mock, "create": create, "put": put}[sys.argv[1]](*sys.argv[2:])
