import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { CoverageBar } from './CoverageBar.tsx';

afterEach(cleanup);

describe('the coverage bar', () => {
  it('says the sentence first, and every count for a screen reader', () => {
    render(<CoverageBar coverage={{ pass: 22, fail: 5, unknown: 4, notApplicable: 2, waived: 1 }} />);
    expect(screen.getByText('28 of 32 applicable checks have a result')).toBeTruthy();
    expect(screen.getByText('4 are unknown and count as open')).toBeTruthy();
    expect(screen.getByRole('img').getAttribute('aria-label')).toBe(
      '22 pass, 5 fail, 1 waived, 4 unknown, 2 not applicable',
    );
  });

  it('shows an empty bar and no number where nothing was audited', () => {
    const { container } = render(<CoverageBar coverage={undefined} />);
    expect(screen.getByText('Not audited yet')).toBeTruthy();
    expect(container.textContent).not.toMatch(/\d/);
  });

  it('never shows a percentage', () => {
    const { container } = render(
      <CoverageBar coverage={{ pass: 1, fail: 1, unknown: 1, notApplicable: 0, waived: 0 }} />,
    );
    expect(container.textContent).not.toContain('%');
  });
});
