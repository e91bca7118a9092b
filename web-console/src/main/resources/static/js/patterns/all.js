/**
 * Every service that has a page, in the order of the pages: the pattern, whose page it is, with the name of the service and
 * of its queue or exchange.
 */

import { hello } from './hello.js';
import { workQueue } from './work-queue.js';
import { pubsub, routing, topic, headers } from './exchanges.js';
import { rpc } from './rpc.js';

export const PATTERNS = [
    hello('hello', 'hello'),
    workQueue('work-queue', 'task_queue'),
    pubsub('pubsub', 'logs'),
    routing('routing', 'direct_logs'),
    topic('topic', 'topic_logs'),
    headers('headers', 'header_test'),
    rpc('rpc', 'rpc_queue'),
];
