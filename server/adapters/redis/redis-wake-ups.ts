import { randomUUID } from 'node:crypto';
import type { Logger } from '../../ports/logger.ts';
import type { WakeUps, WakeUpTopic } from '../../ports/wake-ups.ts';
import { inProcessWakeUps } from '../in-process/in-process-wake-ups.ts';
import { closeRedis, connectRedis } from './redis-connection.ts';

export interface RedisWakeUpsOptions {
  readonly url: string;
  /** Installations that share one Redis each have their own. */
  readonly prefix: string;
  readonly log: Logger;
}

export interface RedisWakeUps extends WakeUps {
  /** Whether hints from other processes arrive at the moment. */
  isConnected(): boolean;
  close(): Promise<void>;
}

/** Every listener is to wake, since some hint was lost. */
const everything = '*';
const pingMs = 5_000;
const silenceMs = 3 * pingMs;

const isTopic = (text: string): text is WakeUpTopic =>
  text === 'decisions' ||
  text === 'outbox' ||
  text === 'erasures' ||
  text.startsWith('call:') ||
  text.startsWith('run:');

/** Topics that somebody listens to here. */
function countedTopics() {
  const counts = new Map<WakeUpTopic, number>();
  return {
    all: () => [...counts.keys()],
    add(topic: WakeUpTopic) {
      counts.set(topic, (counts.get(topic) ?? 0) + 1);
    },
    remove(topic: WakeUpTopic) {
      const left = (counts.get(topic) ?? 1) - 1;
      if (left > 0) counts.set(topic, left);
      else counts.delete(topic);
    },
  };
}

/** Sends hints to the other processes, several for one topic as one; what could not be sent is made up for later. */
function hintSender(options: RedisWakeUpsOptions, channel: string, sender: string) {
  const { url, log } = options;
  const client = connectRedis({
    url,
    log,
    purpose: 'sending wake-ups',
    options: { enableOfflineQueue: false, maxRetriesPerRequest: 0, commandTimeout: pingMs },
  });
  const due = new Set<WakeUpTopic>();
  let lost = false;
  const send = (text: string): void => {
    client.publish(channel, `${sender} ${text}`).catch(() => {
      lost = true;
    });
  };
  client.on('ready', () => {
    if (!lost) return;
    lost = false;
    send(everything);
  });
  return {
    client,
    send(topic: WakeUpTopic) {
      if (due.size === 0) {
        setImmediate(() => {
          for (const each of due) send(each);
          due.clear();
        });
      }
      due.add(topic);
    },
  };
}

/**
 * Hints within this process as `inProcessWakeUps` gives them, and to others through one channel of Redis. While Redis
 * is away, those within the process go on; when it is back, every listener is woken once.
 */
export function redisWakeUps(options: RedisWakeUpsOptions): RedisWakeUps {
  const { url, prefix, log } = options;
  const channel = `${prefix}:wake-ups`;
  const self = randomUUID();
  const local = inProcessWakeUps();
  const topics = countedTopics();
  const sender = hintSender(options, channel, self);
  const receiver = connectRedis({
    url,
    log,
    purpose: 'receiving wake-ups',
    options: { autoResubscribe: false, maxRetriesPerRequest: 0, socketTimeout: silenceMs },
  });
  let connected = false;

  const wakeAll = (): void => {
    for (const topic of topics.all()) local.notify(topic);
  };
  receiver.on('close', () => {
    connected = false;
  });
  receiver.on('ready', () => {
    receiver.subscribe(channel).then(
      () => {
        connected = true;
        wakeAll();
      },
      // The connection broke again, and its next 'ready' subscribes.
      () => undefined,
    );
  });
  receiver.on('message', (_channel: string, message: string) => {
    const [from, text = ''] = message.split(' ', 2);
    if (from === self) return;
    if (text === everything) wakeAll();
    else if (isTopic(text)) local.notify(text);
  });
  // A connection that was cut without a word shows only when an answer stays away.
  const pinging = setInterval(() => {
    if (connected) receiver.ping().catch(() => undefined);
  }, pingMs);
  pinging.unref();

  return {
    isConnected: () => connected,
    notify(topic) {
      local.notify(topic);
      sender.send(topic);
    },
    listen(topic, listener) {
      const unlisten = local.listen(topic, listener);
      topics.add(topic);
      let listening = true;
      return () => {
        if (listening) topics.remove(topic);
        listening = false;
        unlisten();
      };
    },
    async close() {
      clearInterval(pinging);
      await Promise.all([closeRedis(sender.client), closeRedis(receiver)]);
    },
  };
}
