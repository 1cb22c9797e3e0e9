/** A program that saves a plan again and again, each time all of one letter, until it is stopped: `node storagePlanWriter.ts FILE`. */
import { writeSync } from 'node:fs';
import { confineTo } from '#electron/adapters/files/confinement.ts';
import { planFilesIn } from '#electron/adapters/files/planFiles.ts';
import { sha256 } from '#electron/adapters/system/sha256.ts';

const textBytes = 2_000_000;

const [file = ''] = process.argv.slice(2);
const plans = planFilesIn(confineTo({ dataFolder: '/not-there' }), sha256);
for (let turn = 0; ; turn += 1) {
  const letter = 'abcdefgh'.charAt(turn % 8);
  if (!plans.write(file, letter.repeat(textBytes)).ok) process.exit(3);
  writeSync(1, letter);
}
