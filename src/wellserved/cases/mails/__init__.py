"""The mailbox of cases: mails read, judged, fetched and sent."""
