#!/usr/bin/env bash
# ofxparse 0.21: a payment just after midnight is dated the day before.
# Guess: the date keeps the bank's clock, or says that it is UTC.
# Seen: 1 March 00:30 [+5:ALMT] becomes 29 February 19:30, naive; a zone without a name, [5], is
# ignored, so the same moment lands on two days (and months), depending on how its zone is spelled.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check ofxparse==0.21
venv/bin/python - <<'PY'
import io

from ofxparse import OfxParser

HEAD = "OFXHEADER:100\nDATA:OFXSGML\nVERSION:102\nSECURITY:NONE\nENCODING:USASCII\nCHARSET:1252\n" \
       "COMPRESSION:NONE\nOLDFILEUID:NONE\nNEWFILEUID:NONE\n\n"
ROW = "<STMTTRN><TRNTYPE>CREDIT<DTPOSTED>20240301003000{}<TRNAMT>12500<FITID>{}<NAME>A</STMTTRN>"
BODY = "<OFX><BANKMSGSRSV1><STMTTRNRS><TRNUID>1<STMTRS><CURDEF>KZT<BANKACCTFROM><BANKID>1<ACCTID>1" \
       "<ACCTTYPE>CHECKING</BANKACCTFROM><BANKTRANLIST><DTSTART>20240301<DTEND>20240331" \
       + ROW.format("[+5:ALMT]", 1) + ROW.format("[5]", 2) + \
       "</BANKTRANLIST></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>"
statement = OfxParser.parse(io.BytesIO((HEAD + BODY).encode())).account.statement
seen = [payment.date.isoformat() for payment in statement.transactions]
print(seen)
assert seen == ["2024-02-29T19:30:00", "2024-03-01T00:30:00"]
PY
