import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import { NoSuchPlace } from './NoSuchPlace.tsx';

afterEach(cleanup);

const to = (detail: string) => ({ page: 'plan', detail, plan: '/plan.yaml' }) as const;

it('says what was asked for, and leads to what is near and on', () => {
  const nearest = { words: 'Show Network', route: to('network') };
  const otherwise = { words: 'Show Edition', route: to('edition') };
  render(<NoSuchPlace noun="step" asked="networ" nearest={nearest} otherwise={otherwise} />);
  expect(screen.getByRole('heading').textContent).toBe('There is no such step');
  expect(screen.getByText('networ').tagName).toBe('CODE');
  fireEvent.click(screen.getByRole('button', { name: 'Show Network' }));
  expect(globalThis.location.hash).toContain('/plan/network');
  fireEvent.click(screen.getByRole('button', { name: 'Show Edition' }));
  expect(globalThis.location.hash).toContain('/plan/edition');
});
