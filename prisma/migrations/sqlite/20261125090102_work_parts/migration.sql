-- CreateTable
CREATE TABLE "WorkPart" (
    "work_id" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "created_at" DATETIME NOT NULL,

    PRIMARY KEY ("work_id", "key"),
    CONSTRAINT "WorkPart_work_id_fkey" FOREIGN KEY ("work_id") REFERENCES "Work" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);
