"""The server's face: REST, Socket.IO and the page, behind one gate. It knows songs, jobs and the link, never sound."""
