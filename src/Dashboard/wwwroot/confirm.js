// Blazor cannot call an element's methods itself.
export function open(dialog) {
  dialog.showModal();
}

export function close(dialog) {
  dialog.close();
}
