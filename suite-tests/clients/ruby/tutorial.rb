# Both ends of every tutorial, with bunny: tutorial.rb send PATTERN ROUTE TEXT, or tutorial.rb receive PATTERN RULE.
#
# AMQP_URL names the broker. A receiver prints "ready" once it listens, then one line for each message.
require 'bunny'
require 'securerandom'

$stdout.sync = true

QUORUM = { 'x-queue-type' => 'quorum' }.freeze
EXCHANGES = { 'pubsub' => %w[logs fanout], 'routing' => %w[direct_logs direct],
              'topic' => %w[topic_logs topic], 'headers' => %w[header_test headers] }.freeze

CONNECTION = Bunny.new(ENV.fetch('AMQP_URL')).start
CHANNEL = CONNECTION.create_channel

def queue(name)
  CHANNEL.queue(name, durable: true, arguments: QUORUM)
end

def exchange(pattern)
  name, kind = EXCHANGES.fetch(pattern)
  CHANNEL.public_send(kind, name)
end

def attributes(pairs)
  pairs.split(',').to_h { |pair| pair.split('=') }
end

def send_message(pattern, route, text)
  case pattern
  when 'hello'
    queue('hello')
    CHANNEL.default_exchange.publish(text, routing_key: 'hello')
  when 'work-queue'
    queue('task_queue').publish(text, persistent: true)
  when 'rpc'
    puts call(text)
  when 'headers'
    exchange(pattern).publish(text, headers: attributes(route))
  else
    exchange(pattern).publish(text, routing_key: route)
  end
end

def call(number)
  correlation = SecureRandom.uuid
  answers = Queue.new
  replies = CHANNEL.queue('', exclusive: true)
  replies.subscribe { |_, properties, body| answers << body if properties.correlation_id == correlation }
  CHANNEL.default_exchange.publish(number, routing_key: 'rpc_queue', reply_to: replies.name,
                                           correlation_id: correlation)
  Timeout.timeout(10) { answers.pop }
end

def receive(pattern, rule)
  case pattern
  when 'hello'
    queue('hello').subscribe { |_, _, body| puts body }
  when 'work-queue'
    consume_fairly('task_queue') { |_, body| work(body) }
  when 'rpc'
    consume_fairly('rpc_queue') { |properties, body| answer(properties, body) }
  else
    mine = CHANNEL.queue('', exclusive: true)
    bind(mine, pattern, rule)
    mine.subscribe { |_, _, body| puts body }
  end
  puts 'ready'
  sleep
end

def bind(mine, pattern, rule)
  if pattern == 'headers'
    mine.bind(exchange(pattern), arguments: attributes(rule).merge('x-match' => 'all'))
  else
    mine.bind(exchange(pattern), routing_key: rule)
  end
end

def consume_fairly(name)
  CHANNEL.prefetch(1)
  queue(name).subscribe(manual_ack: true) do |delivery, properties, body|
    yield properties, body
    CHANNEL.ack(delivery.delivery_tag)
  end
end

def work(body)
  sleep body.count('.')
  puts body
end

def answer(properties, body)
  puts body
  CHANNEL.default_exchange.publish(fibonacci(body.to_i).to_s, routing_key: properties.reply_to,
                                                              correlation_id: properties.correlation_id)
end

def fibonacci(n)
  n.times.inject([0, 1]) { |(a, b), _| [b, a + b] }.first
end

command, *words = ARGV
command == 'send' ? send_message(*words) : receive(*words)
CONNECTION.close
