// Designsystemet's advice to developers does not belong in the console of those who answer.
window.dsWarnings = false;
