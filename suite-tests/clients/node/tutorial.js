// Both ends of every tutorial, with amqplib: tutorial.js send PATTERN ROUTE TEXT, or tutorial.js receive PATTERN RULE.
//
// AMQP_URL names the broker. A receiver prints "ready" once it listens, then one line for each message.
'use strict';
const amqp = require('amqplib');
const { randomUUID } = require('crypto');

const QUORUM = { durable: true, arguments: { 'x-queue-type': 'quorum' } };
const EXCHANGES = {
  pubsub: ['logs', 'fanout'],
  routing: ['direct_logs', 'direct'],
  topic: ['topic_logs', 'topic'],
  headers: ['header_test', 'headers'],
};

const attributes = (pairs) => Object.fromEntries(pairs.split(',').map((pair) => pair.split('=')));
// A pending pause does not keep the program alive; only its connection does.
const pause = (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000).unref());

async function send(channel, pattern, route, body) {
  const text = Buffer.from(body);
  if (pattern === 'hello') {
    await channel.assertQueue('hello', QUORUM);
    channel.sendToQueue('hello', text);
  } else if (pattern === 'work-queue') {
    await channel.assertQueue('task_queue', QUORUM);
    channel.sendToQueue('task_queue', text, { persistent: true });
  } else if (pattern === 'rpc') {
    console.log(await call(channel, text));
  } else {
    const [exchange, kind] = EXCHANGES[pattern];
    await channel.assertExchange(exchange, kind, { durable: false });
    const byHeaders = pattern === 'headers';
    channel.publish(exchange, byHeaders ? '' : route, text, byHeaders ? { headers: attributes(route) } : {});
  }
}

async function call(channel, number) {
  const correlationId = randomUUID();
  const { queue } = await channel.assertQueue('', { exclusive: true });
  const answered = new Promise((resolve) =>
    channel.consume(queue, (message) => {
      if (message.properties.correlationId === correlationId) resolve(message.content.toString());
    }, { noAck: true }));
  channel.sendToQueue('rpc_queue', number, { correlationId, replyTo: queue });
  return Promise.race([answered, pause(10).then(() => 'no answer')]);
}

async function receive(channel, pattern, rule) {
  if (pattern === 'hello') {
    await channel.assertQueue('hello', QUORUM);
    await channel.consume('hello', print, { noAck: true });
  } else if (pattern === 'work-queue') {
    await consumeFairly(channel, 'task_queue', work);
  } else if (pattern === 'rpc') {
    await consumeFairly(channel, 'rpc_queue', (message) => answer(channel, message));
  } else {
    const [exchange, kind] = EXCHANGES[pattern];
    await channel.assertExchange(exchange, kind, { durable: false });
    const { queue } = await channel.assertQueue('', { exclusive: true });
    const byHeaders = pattern === 'headers';
    await channel.bindQueue(queue, exchange, byHeaders ? '' : rule, byHeaders ? { 'x-match': 'all', ...attributes(rule) } : {});
    await channel.consume(queue, print, { noAck: true });
  }
  console.log('ready');
  await new Promise(() => {});
}

async function consumeFairly(channel, queue, handle) {
  await channel.assertQueue(queue, QUORUM);
  await channel.prefetch(1);
  await channel.consume(queue, async (message) => {
    await handle(message);
    channel.ack(message);
  });
}

const print = (message) => console.log(message.content.toString());

async function work(message) {
  await pause(message.content.toString().split('.').length - 1);
  print(message);
}

function answer(channel, message) {
  print(message);
  const { correlationId, replyTo } = message.properties;
  channel.sendToQueue(replyTo, Buffer.from(fibonacci(Number(message.content)).toString()), { correlationId });
}

function fibonacci(n) {
  let [a, b] = [0n, 1n];
  for (let i = 0; i < n; i++) [a, b] = [b, a + b];
  return a;
}

async function main([command, ...words]) {
  const connection = await amqp.connect(process.env.AMQP_URL);
  const channel = await connection.createChannel();
  await (command === 'send' ? send : receive)(channel, ...words);
  await channel.close();
  await connection.close();
}

main(process.argv.slice(2)).catch((failure) => {
  console.error(failure);
  process.exit(1);
});
