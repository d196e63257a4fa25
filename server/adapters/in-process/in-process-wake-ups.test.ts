import { describeWakeUps } from '../../contracts/wake-ups-contract.ts';
import { inProcessWakeUps } from './in-process-wake-ups.ts';

describeWakeUps('In-process wake-ups', async () => {
  const wakeUps = inProcessWakeUps();
  return { ends: [wakeUps, wakeUps], close: async () => undefined };
});
