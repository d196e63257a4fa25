import type { Service } from '../composition.ts';
import type { Config } from '../config.ts';
import type { Logger } from '../ports/logger.ts';
import {
  createAdministrator,
  createSampleUsers,
  holdsData,
  isFirstStart,
  loadSamples,
  markInstalled,
  type SampleUser,
} from './load-samples.ts';

const lease = 'first-start';
const leaseSeconds = 15;
const renewEveryMs = 5_000;
const lookEveryMs = 500;

/**
 * Sets a new installation up: one process does it, those that start beside it wait until it is done or dead. `tell` gets
 * the users with their passwords before the installation counts as set up, and null when it was so already.
 */
export async function firstStart(
  service: Service,
  config: Config,
  samplesDirectory: string,
  log: Logger,
  tell: (users: readonly SampleUser[] | null) => void,
): Promise<void> {
  const owner = `${process.pid}:${service.replicaId}`;
  while (await isFirstStart(service)) {
    if ((await service.leases.take(lease, owner, leaseSeconds)) === null) {
      await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
      continue;
    }
    const renewing = setInterval(() => {
      service.leases
        .renew(lease, owner, leaseSeconds)
        .catch((error) => log.warn({ err: error }, 'the lease of the first start was not renewed'));
    }, renewEveryMs).unref();
    try {
      // Another process may have finished between the look and the lease.
      if (!(await isFirstStart(service))) break;
      const samples = config.SAMPLES === 'load' && !(await holdsData(service));
      if (samples) await loadSamples(service, samplesDirectory, log);
      // One that slept meanwhile must not make people beside those that its successor made.
      if (!(await service.leases.renew(lease, owner, leaseSeconds))) continue;
      tell(samples ? await createSampleUsers(service) : await createAdministrator(service));
      await markInstalled(service);
    } finally {
      clearInterval(renewing);
      await service.leases.release(lease, owner);
    }
    return;
  }
  tell(null);
}
