import { useId } from 'react';
import type { ReactNode } from 'react';
import { classes } from '../../ui/classes.ts';

export interface Option<Id extends string> {
  readonly id: Id;
  readonly title: string;
}

export interface OptionRow<Id extends string> {
  readonly title: string;
  readonly cell: (id: Id) => ReactNode;
}

interface OptionTableProps<Id extends string> {
  /** What is chosen. */
  readonly label: string;
  readonly options: readonly Option<Id>[];
  readonly chosen: Id;
  readonly onChoose: (id: Id) => void;
  /** Rows in which the options differ; the reasons for this plan last. */
  readonly rows: readonly OptionRow<Id>[];
  readonly isReadOnly: boolean;
}

/** Options side by side: a radio in each column's head, their differences in the rows. */
export function OptionTable<Id extends string>({
  label,
  options,
  chosen,
  onChoose,
  rows,
  isReadOnly,
}: OptionTableProps<Id>) {
  const name = useId();
  return (
    <fieldset className="min-w-0">
      <legend className="sr-only">{label}</legend>
      <table className="option-table">
        <caption className="sr-only">{label}</caption>
        <thead>
          <tr>
            <td className="option-name" />
            {options.map(({ id, title }) => (
              <th key={id} scope="col" className={classes(id === chosen && 'is-chosen')}>
                <label className="flex items-start gap-2.25 font-semibold">
                  <input
                    type="radio"
                    name={name}
                    checked={id === chosen}
                    disabled={isReadOnly}
                    onChange={() => onChoose(id)}
                    className="option-radio"
                  />
                  {title}
                </label>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.title}>
              <th scope="row" className="option-name">
                {row.title}
              </th>
              {options.map(({ id }) => (
                <td key={id} className={classes(id === chosen && 'is-chosen')}>
                  {row.cell(id)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </fieldset>
  );
}
