import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** Counts and times of what goes over HTTP, and whatever gauges the composition adds. */
export interface HttpMetrics {
  observe(route: string, method: string, status: number, ms: number): void;
  streamOpened(): void;
  streamClosed(): void;
  /** Reads a number when the metrics are asked for. */
  gauge(name: string, help: string, read: () => number): void;
  counter(name: string, help: string): () => void;
  text(): Promise<string>;
  readonly contentType: string;
}

export function createMetrics(): HttpMetrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const labelNames = ['route', 'method', 'status'] as const;
  const duration = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time from a request to the end of its answer',
    labelNames,
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers: [registry],
  });
  const streams = new Gauge({
    name: 'event_streams_open',
    help: 'Event streams that are open now',
    registers: [registry],
  });
  return {
    observe: (route, method, status, ms) => duration.observe({ route, method, status: String(status) }, ms / 1_000),
    streamOpened: () => streams.inc(),
    streamClosed: () => streams.dec(),
    gauge(name, help, read) {
      new Gauge({
        name,
        help,
        registers: [registry],
        collect() {
          this.set(read());
        },
      });
    },
    counter(name, help) {
      const counter = new Counter({ name, help, registers: [registry] });
      return () => counter.inc();
    },
    text: () => registry.metrics(),
    contentType: registry.contentType,
  };
}
