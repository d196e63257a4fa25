import { erasedEverywhereSuite } from '../../testing/erased-everywhere-suite.ts';
import { startTestService } from '../../testing/test-service.ts';

erasedEverywhereSuite(() => startTestService({ REQUESTS_PER_MINUTE: '10000' }));
