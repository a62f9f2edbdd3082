"""What moves, to every browser: Socket.IO with an outbox of our own for each."""
