import { describe, expect, it } from 'vitest';
import { fileNameOf, folderOf, nameIn, pathFrom } from './fileNames.ts';

describe('names of files', () => {
  it.each([
    ['/home/ana/acme/plan.yaml', '/home/ana/acme', 'plan.yaml'],
    ['/plan.yaml', '/', 'plan.yaml'],
    [String.raw`C:\plans\acme.yaml`, String.raw`C:\plans`, 'acme.yaml'],
  ])('takes %s apart', (path, folder, name) => {
    expect(folderOf(path)).toBe(folder);
    expect(fileNameOf(path)).toBe(name);
  });

  it.each([
    ['/home/ana/acme', 'rules/nsg.json', '/home/ana/acme/rules/nsg.json'],
    ['/home/ana/acme', '/etc/rules', '/etc/rules'],
    ['/home/ana/acme', '~/rules', '~/rules'],
    ['/', 'rules', '/rules'],
    [String.raw`C:\plans`, String.raw`D:\rules`, String.raw`D:\rules`],
  ])('reads in %s the path %s', (folder, written, path) => {
    expect(pathFrom(folder, written)).toBe(path);
  });

  it.each([
    ['/home/ana/acme', '/home/ana/acme/rules/nsg.json', 'rules/nsg.json'],
    ['/home/ana/acme', '/home/ana/acme-old/rules/nsg.json', '/home/ana/acme-old/rules/nsg.json'],
    ['/', '/rules/nsg.json', 'rules/nsg.json'],
    [String.raw`C:\plans`, String.raw`C:\plans\rules\nsg.json`, 'rules/nsg.json'],
  ])('names, in %s, the file %s', (folder, path, name) => {
    expect(nameIn(folder, path)).toBe(name);
  });
});
