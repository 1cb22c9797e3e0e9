import type { Clock } from '#electron/application/ports.ts';

export const systemClock: Clock = {
  now() {
    return new Date().toISOString();
  },
};
