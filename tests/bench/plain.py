"""What many would write first: read all pages, print CSV."""

import csv
import http.client
import json
import sys
from datetime import datetime, timedelta, timezone

SHANGHAI = timezone(timedelta(hours=8))
COLUMNS = """email userId appId contacts phone memo status chargeType
remainMinutes remainConcurrent remainFlow remainSpace balance expireType
expireDate maxChannels linkMicMinutes guideMinutes linkMicLimit pureRtcEnabled
remainAiPptVideoDuration remainAiPptVideoWithDigitalHumanDuration""".split()

connection = http.client.HTTPConnection(sys.argv[1])
options = {"extrasaction": "ignore", "lineterminator": "\n"}
writer = csv.DictWriter(sys.stdout, COLUMNS, **options)
writer.writeheader()
for page in range(1, int(sys.argv[2]) + 1):
    connection.request("GET", f"/v4/page?pageNumber={page}")
    reply = json.loads(connection.getresponse().read())
    for row in reply["data"]["contents"]:
        expires = datetime.fromtimestamp(row["expireDate"] / 1000, SHANGHAI)
        row["expireDate"] = expires.strftime("%Y-%m-%d %H:%M:%S")
        writer.writerow(row)
