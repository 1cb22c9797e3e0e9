import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import type { ReactNode } from 'react';
import { Button } from './Button.tsx';

interface DialogProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
  readonly footer: ReactNode;
  readonly wide?: boolean;
  readonly role?: 'dialog' | 'alertdialog';
}

/** Only to confirm, and to ask for a file. */
export function Dialog({ title, onClose, children, footer, wide = false, role = 'dialog' }: DialogProps) {
  return (
    <ModalOverlay
      isOpen
      isDismissable
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      className="fixed inset-0 z-30 grid place-items-center bg-scrim p-4"
    >
      <Modal
        className={`flex max-h-[calc(100vh-32px)] w-full flex-col overflow-hidden rounded-panel border border-line-strong bg-surface shadow-3 ${wide ? 'max-w-160' : 'max-w-110'}`}
      >
        <AriaDialog role={role} className="flex min-h-0 flex-col outline-none">
          <Heading slot="title" className="px-5 pt-4 pb-3 text-lead font-semibold">
            {title}
          </Heading>
          <div className="min-h-0 flex-1 overflow-auto px-5 pb-4">{children}</div>
          <footer className="flex flex-wrap items-center justify-end gap-2 border-t border-line bg-subtle px-5 py-3">
            {footer}
          </footer>
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}

interface ConfirmProps {
  /** The question. */
  readonly title: string;
  /** Names what it concerns. */
  readonly children: ReactNode;
  /** Repeats the verb. */
  readonly verb: string;
  /** What the other button says; it is what Enter and Escape do. */
  readonly otherwise: string;
  readonly onConfirm: () => void;
  readonly onCancel: () => void;
}

/** Enter and Escape mean no: the way out has the focus. */
export function Confirm({ title, children, verb, otherwise, onConfirm, onCancel }: ConfirmProps) {
  return (
    <Dialog
      role="alertdialog"
      title={title}
      onClose={onCancel}
      footer={
        <>
          <Button onPress={onCancel} takesFocus>
            {otherwise}
          </Button>
          <Button look="primary" onPress={onConfirm}>
            {verb}
          </Button>
        </>
      }
    >
      <div className="text-ink-2">{children}</div>
    </Dialog>
  );
}
